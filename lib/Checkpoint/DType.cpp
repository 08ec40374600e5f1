//===- DType.cpp - element types of stored tensors ------------------------===//
#include "tern/Checkpoint/DType.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace tern;

namespace {
struct Row {
  StringLiteral name;
  int64_t size;
};
} // namespace

/// In the order of DType.
static constexpr Row table[] = {
    {"F64", 8},  {"F32", 4},     {"F16", 2},     {"BF16", 2},
    {"I64", 8},  {"I32", 4},     {"I16", 2},     {"I8", 1},
    {"U64", 8},  {"U32", 4},     {"U16", 2},     {"U8", 1},
    {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"F8_E8M0", 1},
};

StringRef tern::dtypeName(DType dtype) {
  return table[static_cast<size_t>(dtype)].name;
}

int64_t tern::dtypeSize(DType dtype) {
  return table[static_cast<size_t>(dtype)].size;
}

std::optional<DType> tern::parseDType(StringRef name) {
  for (size_t i = 0; i < std::size(table); ++i)
    if (name == table[i].name)
      return static_cast<DType>(i);
  return std::nullopt;
}

bool tern::isConvertibleToFloat(DType dtype) {
  return dtype == DType::F32 || dtype == DType::F16 || dtype == DType::BF16;
}

static float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 31, fraction = half & 1023;
  if (exponent == 31) // infinities and NaNs
    return bit_cast<float>(sign | 0x7f800000 | fraction << 13);
  if (exponent == 0) { // zeros and subnormals, multiples of 2^-24
    float value = static_cast<float>(fraction) * 0x1p-24F;
    return bit_cast<float>(sign | bit_cast<uint32_t>(value));
  }
  return bit_cast<float>(sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

void tern::toFloat(DType dtype, ArrayRef<uint8_t> bytes,
                   MutableArrayRef<float> out) {
  assert(bytes.size() == out.size() * dtypeSize(dtype));
  const uint8_t *in = bytes.data();
  switch (dtype) {
  case DType::F32:
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = bit_cast<float>(support::endian::read32le(in + 4 * i));
    return;
  case DType::F16:
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = halfToFloat(support::endian::read16le(in + 2 * i));
    return;
  case DType::BF16:
    for (size_t i = 0; i < out.size(); ++i) {
      uint32_t bits = support::endian::read16le(in + 2 * i);
      out[i] = bit_cast<float>(bits << 16);
    }
    return;
  default:
    llvm_unreachable("not convertible to float");
  }
}
