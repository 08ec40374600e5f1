//===- Projections.cpp - ternary weights, however they are stored ---------===//
#include "Projections.h"

#include "TritDecoding.h"

#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace tern;

ProjectionReader::~ProjectionReader() = default;

/// Codes in a packed byte.
static constexpr int64_t tritsPerByte = 4;

static std::string floatText(float value) {
  std::string text;
  raw_string_ostream(text) << value;
  return text;
}

static Error expectMatrix(const FoundTensor &found) {
  if (found.shape().size() == 2 && found.tensor->begin != found.tensor->end)
    return Error::success();
  return found.fail("expected a matrix, got shape " + shapeText(found.shape()));
}

/// The bytes of rows of a matrix of floats.
static ArrayRef<uint8_t> rowBytes(const FoundTensor &found, int64_t rowBegin,
                                  int64_t rows) {
  int64_t size = found.shape()[1] * dtypeSize(found.tensor->dtype);
  return found.bytes().slice(rowBegin * size, rows * size);
}

namespace {
class PackedReader final : public ProjectionReader {
public:
  explicit PackedReader(const TensorFiles &files) : files(files) {}

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
    Expected<FoundTensor> found = files.findFloats((name + "_scale").str());
    if (!found)
      return found.takeError();
    if (elementCount(found->shape()) != 1)
      return found->fail("expected one scale, got shape " +
                         shapeText(found->shape()));
    float scale = 0;
    toFloat(found->tensor->dtype, found->bytes(), scale);
    if (!std::isfinite(scale) || scale <= 0)
      return found->fail("expected a finite positive scale, got " +
                         floatText(scale));
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
    if (Error error = expectMatrix(*found))
      return error;
    return found;
  }

  const TensorFiles &files;
};

/// Weights that are stored as floats.
class FloatReader : public ProjectionReader {
public:
  explicit FloatReader(const TensorFiles &files) : files(files) {}

  Expected<std::vector<int64_t>> shape(StringRef name) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    return std::vector<int64_t>(found->shape());
  }

protected:
  Expected<FoundTensor> find(StringRef name) const {
    Expected<FoundTensor> found = files.findFloats(name);
    if (!found)
      return found;
    if (Error error = expectMatrix(*found))
      return error;
    return found;
  }

  const TensorFiles &files;
};

class MasterReader final : public FloatReader {
public:
  using FloatReader::FloatReader;

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    Expected<float> mean = meanOf(*found);
    if (!mean)
      return mean.takeError();
    quantizeMaster(found->tensor->dtype, rowBytes(*found, rowBegin, rows),
                   absmeanFactor(*mean), out);
    return Error::success();
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    Expected<float> mean = meanOf(*found);
    if (!mean)
      return mean.takeError();
    return std::vector<float>{1.0F / absmeanFactor(*mean)};
  }

private:
  /// mean|W|, finite.
  Expected<float> meanOf(const FoundTensor &found) const {
    StringRef name = found.tensor->name;
    if (auto known = means.find(name); known != means.end())
      return known->second;
    float mean = meanMagnitude(found.tensor->dtype, found.bytes());
    if (!std::isfinite(mean))
      return found.fail("expected finite weights, got a mean magnitude of " +
                        floatText(mean));
    means[name] = mean;
    return mean;
  }

  mutable StringMap<float> means;
};

class ScaledTritsReader final : public FloatReader {
public:
  using FloatReader::FloatReader;

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    int64_t columns = found->shape()[1];
    for (int64_t row = 0; row < rows; ++row) {
      ScaledRow read = readScaledRow(found->tensor->dtype,
                                     rowBytes(*found, rowBegin + row, 1),
                                     out.slice(row * columns, columns));
      if (read.otherColumn)
        return found->fail(
            "row " + Twine(rowBegin + row) + ", column " +
            Twine(*read.otherColumn) + ": expected " + floatText(-read.scale) +
            ", 0 or " + floatText(read.scale) +
            " (a trit times the row's scale), got " + floatText(read.other));
    }
    return Error::success();
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    Expected<FoundTensor> found = find(name);
    if (!found)
      return found.takeError();
    std::vector<int8_t> trits(found->shape()[1]);
    std::vector<float> scales;
    for (int64_t row = 0; row < found->shape()[0]; ++row)
      scales.push_back(
          readScaledRow(found->tensor->dtype, rowBytes(*found, row, 1), trits)
              .scale);
    return scales;
  }
};
} // namespace

std::unique_ptr<ProjectionReader> tern::readPacked(const TensorFiles &files) {
  return std::make_unique<PackedReader>(files);
}

std::unique_ptr<ProjectionReader> tern::readMasters(const TensorFiles &files) {
  return std::make_unique<MasterReader>(files);
}

std::unique_ptr<ProjectionReader>
tern::readScaledTrits(const TensorFiles &files) {
  return std::make_unique<ScaledTritsReader>(files);
}

bool tern::isScaledTrits(const FoundTensor &tensor) {
  if (tensor.shape().size() != 2 || tensor.tensor->begin == tensor.tensor->end)
    return false;
  std::vector<int8_t> trits(tensor.shape()[1]);
  for (int64_t row = 0; row < tensor.shape()[0]; ++row)
    if (readScaledRow(tensor.tensor->dtype, rowBytes(tensor, row, 1), trits)
            .otherColumn)
      return false;
  return true;
}
