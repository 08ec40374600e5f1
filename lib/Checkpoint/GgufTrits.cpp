//===- GgufTrits.cpp - rows of ternary GGUF tensors -----------------------===//
#include "GgufBlocks.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/Support/ErrorHandling.h"

#include <algorithm>

using namespace llvm;
using namespace tern;

bool tern::isTernary(GgufType type) {
  return type == GgufType::TQ1_0 || type == GgufType::TQ2_0 ||
         type == GgufType::I2_S;
}

static constexpr std::pair<StringLiteral, I2sLayout> layoutNames[] = {
    {"blocks128", I2sLayout::Blocks128},
    {"rows4", I2sLayout::RowsOf4},
    {"blocks64", I2sLayout::Blocks64}};

StringRef tern::i2sLayoutName(I2sLayout layout) {
  for (const auto &[name, value] : layoutNames)
    if (value == layout)
      return name;
  llvm_unreachable("all are named above");
}

std::optional<I2sLayout> tern::parseI2sLayout(StringRef text) {
  for (const auto &[name, value] : layoutNames)
    if (name == text)
      return value;
  return std::nullopt;
}

static Error checkI2sLayout(const GgufFile &file, const GgufTensor &tensor,
                            I2sLayout layout) {
  int64_t rows = tensor.rows(), count = rows * tensor.columns();
  auto fail = [&](const Twine &what) {
    return tensorFailure(file.path(), tensor.name,
                         "I2_S " + shapeText(tensor.shape) + ": expected " +
                             what);
  };
  if (layout == I2sLayout::Blocks128 && count % 128 != 0)
    return fail("a multiple of 128 elements");
  if (layout == I2sLayout::Blocks64 && count % 64 != 0)
    return fail("a multiple of 64 elements");
  if (layout == I2sLayout::RowsOf4 && rows % 4 != 0)
    return fail("a multiple of 4 rows");
  return Error::success();
}

/// Rows of TQ1_0 or TQ2_0, which blocks do not straddle.
static void decodeTqRows(const GgufFile &file, const GgufTensor &tensor,
                         int64_t begin, MutableArrayRef<int8_t> out) {
  GgufBlock block = ggufBlock(tensor.type);
  auto *decode =
      tensor.type == GgufType::TQ1_0 ? decodeTq1Block : decodeTq2Block;
  int64_t first = begin * (tensor.columns() / block.elements);
  const uint8_t *bytes = file.bytes(tensor).data() + first * block.bytes;
  auto blocks = static_cast<int64_t>(out.size()) / block.elements;
  for (int64_t i = 0; i < blocks; ++i, bytes += block.bytes) {
    int8_t *trits = out.data() + i * block.elements;
    if (halfAt(bytes + tritBlockScaleOffset(tensor.type)) == 0)
      std::fill_n(trits, block.elements, int8_t(0));
    else
      decode(bytes, trits);
  }
}

Error tern::readTritRows(const GgufFile &file, const GgufTensor &tensor,
                         int64_t begin, int64_t count,
                         MutableArrayRef<int8_t> out, I2sLayout layout) {
  if (Error error = checkRows(file, tensor, begin, count))
    return error;
  if (!isTernary(tensor.type))
    return tensorFailure(file.path(), tensor.name,
                         "expected trits (TQ1_0, TQ2_0, I2_S), got " +
                             ggufTypeName(tensor.type));
  int64_t columns = tensor.columns();
  assert(static_cast<int64_t>(out.size()) == count * columns);
  if (tensor.type != GgufType::I2_S) {
    decodeTqRows(file, tensor, begin, out);
  } else {
    if (Error error = checkI2sLayout(file, tensor, layout))
      return error;
    decodeI2s(file.bytes(tensor), layout, columns, begin * columns, out);
  }
  const auto *bad = std::find(out.begin(), out.end(), int8_t(2));
  if (bad == out.end())
    return Error::success();
  int64_t at = bad - out.begin();
  return tensorFailure(file.path(), tensor.name,
                       "row " + Twine(begin + at / columns) + ", column " +
                           Twine(at % columns) +
                           ": expected a code of 0, 1 or 2, got 3");
}
