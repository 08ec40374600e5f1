//===- PackedProjections.cpp - trits as transformers packs them -----------===//
#include "Projections.h"

#include "TensorFiles.h"
#include "TritDecoding.h"
#include "tern/Checkpoint/Diagnostic.h"

using namespace llvm;
using namespace tern;

/// Codes in a packed byte.
static constexpr int64_t tritsPerByte = 4;

namespace {
class PackedReader final : public ProjectionReader {
public:
  explicit PackedReader(const TensorFiles &files) : files(files) {}

  Error expect(StringRef name, int64_t rows, int64_t columns) const override {
    if (Error error = expectShape(files, *this, name, rows, columns))
      return error;
    return scales(name).takeError();
  }

  SmallVector<std::string, 2> parts(StringRef name) const override {
    return {name.str(), scaleName(name)};
  }

  Expected<std::vector<int64_t>> shape(StringRef name) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    return std::vector<int64_t>{found->shape()[0] * tritsPerByte,
                                found->shape()[1]};
  }

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    int64_t stored = found->shape()[0], columns = found->shape()[1];
    for (int64_t row = 0; row < rows; ++row)
      if (std::optional<int64_t> column =
              decodePackedRow(found->bytes(), stored, rowBegin + row,
                              out.slice(row * columns, columns)))
        return found->fail("row " + Twine(rowBegin + row) + ", column " +
                           Twine(*column) +
                           ": expected a code of 0, 1 or 2, got 3");
    return Error::success();
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    std::string beside = scaleName(name);
    Expected<FoundTensor> found = files.findFloats(beside);
    if (!found)
      return found.takeError();
    if (elementCount(found->shape()) != 1)
      return found->fail("expected one scale, got shape " +
                         shapeText(found->shape()));
    float scale = 0;
    toFloat(found->tensor->dtype, found->bytes(), scale);
    if (!isScale(scale))
      return found->fail(badScaleText(scale));
    return std::vector<float>{scale};
  }

private:
  Expected<FoundTensor> find(StringRef name) const {
    Expected<FoundTensor> found = files.find(name);
    if (!found)
      return found;
    if (found->tensor->dtype != DType::U8)
      return found->fail("expected packed trits, U8, got " +
                         dtypeName(found->tensor->dtype));
    if (found->shape().size() != 2 ||
        found->tensor->begin == found->tensor->end)
      return found->fail("expected a matrix, got shape " +
                         shapeText(found->shape()));
    return found;
  }

  const TensorFiles &files;
};
} // namespace

std::unique_ptr<ProjectionReader> tern::readPacked(const TensorFiles &files) {
  return std::make_unique<PackedReader>(files);
}
