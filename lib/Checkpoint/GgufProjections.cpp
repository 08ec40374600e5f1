//===- GgufProjections.cpp - ternary projections of GGUF files ------------===//
#include "GgufSource.h"
#include "Projections.h"

#include "llvm/ADT/StringMap.h"

using namespace llvm;
using namespace tern;

namespace {
class GgufTritReader final : public ProjectionReader {
public:
  GgufTritReader(const GgufSource &source, bool perRow)
      : source(source), perRow(perRow) {}

  Error expect(StringRef name, int64_t rows, int64_t columns) const override {
    if (Error error = expectShape(source, *this, name, rows, columns))
      return error;
    return scales(name).takeError();
  }

  SmallVector<std::string, 2> parts(StringRef name) const override {
    return {name.str(), scaleName(name)};
  }

  Expected<std::vector<int64_t>> shape(StringRef name) const override {
    Expected<const GgufTensor *> found = find(name);
    if (!found)
      return found.takeError();
    return std::vector<int64_t>{(*found)->rows(), (*found)->columns()};
  }

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    return source.readTrits(name, rowBegin, rows, out);
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    if (auto known = cache.find(name); known != cache.end())
      return known->second;
    Expected<const GgufTensor *> found = find(name);
    if (!found)
      return found.takeError();
    Expected<std::vector<float>> scales = source.readScales(name);
    if (!scales)
      return scales;
    if (perRow)
      scales->resize((*found)->rows(), scales->front());
    else if (scales->size() != 1)
      return source.fail(name,
                         "expected one scale, as BitNet's projections have, "
                         "got one a row (--projections=trits compiles such "
                         "weights with activations that stay f32)");
    cache[name] = *scales;
    return scales;
  }

private:
  Expected<const GgufTensor *> find(StringRef name) const {
    Expected<const GgufTensor *> found = source.find(name);
    if (!found)
      return found;
    if (!isTernary((*found)->type))
      return source.fail(name, "expected trits (TQ1_0, TQ2_0, I2_S), got " +
                                   ggufTypeName((*found)->type));
    return found;
  }

  const GgufSource &source;
  bool perRow;
  /// Those of TQ1_0 and TQ2_0 are all over the tensor: they are read once.
  mutable StringMap<std::vector<float>> cache;
};
} // namespace

std::unique_ptr<ProjectionReader> tern::readGgufTrits(const GgufSource &source,
                                                      bool perRow) {
  return std::make_unique<GgufTritReader>(source, perRow);
}
