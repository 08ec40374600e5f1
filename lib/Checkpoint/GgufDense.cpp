//===- GgufDense.cpp - rows of dense GGUF tensors -------------------------===//
#include "GgufBlocks.h"
#include "tern/Checkpoint/DType.h"

#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace tern;

float tern::halfAt(const uint8_t *bytes) {
  float value = 0;
  toFloat(DType::F16, ArrayRef(bytes, 2), value);
  return value;
}

Error tern::checkRows(const GgufFile &file, const GgufTensor &tensor,
                      int64_t begin, int64_t count) {
  int64_t rows = tensor.rows();
  if (begin < 0 || count < 0 || begin > rows || count > rows - begin)
    return tensorFailure(file.path(), tensor.name,
                         "expected rows within [0, " + Twine(rows) + "), got " +
                             Twine(count) + " rows from " + Twine(begin));
  return Error::success();
}

/// 34 bytes: f16 d, then 32 int8 q; W = d * q.
static void decodeQ8Block(const uint8_t *block, float *out) {
  float d = halfAt(block);
  for (int i = 0; i < 32; ++i)
    out[i] = d * static_cast<float>(static_cast<int8_t>(block[2 + i]));
}

/// 210 bytes: the low four bits of 256 q (128 bytes), the high two (64 bytes),
/// 16 int8 scales, f16 d; W = d * scale * (q - 32). Each half of the block has
/// four groups of 32 weights: groups 0 and 1 have their low bits in the low
/// halves of bytes, 2 and 3 in the high ones; the high bits of group g are bits
/// 2g+1:2g.
static void decodeQ6Block(const uint8_t *block, float *out) {
  const uint8_t *low = block, *high = block + 128, *scales = block + 192;
  float d = halfAt(block + 208);
  for (int e = 0; e < 256; ++e) {
    int half = e / 128, group = e % 128 / 32, lane = e % 32;
    int bits = low[64 * half + 32 * (group % 2) + lane] >> 4 * (group / 2) & 15;
    bits |= (high[32 * half + lane] >> 2 * group & 3) << 4;
    float scale = d * static_cast<float>(static_cast<int8_t>(scales[e / 16]));
    out[e] = scale * static_cast<float>(bits - 32);
  }
}

static void decodeBlocks(ArrayRef<uint8_t> bytes, GgufBlock block,
                         void (*decode)(const uint8_t *, float *),
                         MutableArrayRef<float> out) {
  auto blocks = static_cast<int64_t>(out.size()) / block.elements;
  for (int64_t i = 0; i < blocks; ++i)
    decode(bytes.data() + i * block.bytes, out.data() + i * block.elements);
}

Error tern::readRows(const GgufFile &file, const GgufTensor &tensor,
                     int64_t begin, int64_t count, MutableArrayRef<float> out) {
  if (Error error = checkRows(file, tensor, begin, count))
    return error;
  if (isTernary(tensor.type))
    return tensorFailure(file.path(), tensor.name,
                         "expected a dense type, got " +
                             ggufTypeName(tensor.type));
  assert(static_cast<int64_t>(out.size()) == count * tensor.columns());
  GgufBlock block = ggufBlock(tensor.type);
  int64_t rowBytes = tensor.columns() / block.elements * block.bytes;
  ArrayRef<uint8_t> bytes =
      file.bytes(tensor).slice(begin * rowBytes, count * rowBytes);
  switch (tensor.type) {
  case GgufType::F32:
    toFloat(DType::F32, bytes, out);
    return Error::success();
  case GgufType::F16:
    toFloat(DType::F16, bytes, out);
    return Error::success();
  case GgufType::BF16:
    toFloat(DType::BF16, bytes, out);
    return Error::success();
  case GgufType::Q8_0:
    decodeBlocks(bytes, block, decodeQ8Block, out);
    return Error::success();
  case GgufType::Q6_K:
    decodeBlocks(bytes, block, decodeQ6Block, out);
    return Error::success();
  case GgufType::TQ1_0:
  case GgufType::TQ2_0:
  case GgufType::I2_S:
    break;
  }
  llvm_unreachable("ternary types were refused");
}
