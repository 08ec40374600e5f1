//===- DType.cpp - element types of stored tensors ------------------------===//
#include "tern/Checkpoint/DType.h"

#include "tern/Support/HostClones.h"

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

/// Without branches, so that it vectorises.
static inline float halfToFloat(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 31, fraction = half & 1023;
  uint32_t normal = (exponent + 127 - 15) << 23 | fraction << 13;
  // Infinities and NaNs; zeros and subnormals, which are multiples of 2^-24.
  uint32_t special = 0x7f800000 | fraction << 13;
  auto small = bit_cast<uint32_t>(static_cast<float>(fraction) * 0x1p-24F);
  uint32_t bits = exponent == 31 ? special : exponent == 0 ? small : normal;
  return bit_cast<float>(sign | bits);
}

TERN_HOST_CLONES static void widenBrain(const uint8_t *in, size_t count,
                                        float *out) {
  for (size_t i = 0; i < count; ++i) {
    uint32_t bits = support::endian::read16le(in + 2 * i);
    out[i] = bit_cast<float>(bits << 16);
  }
}

TERN_HOST_CLONES static void widenHalf(const uint8_t *in, size_t count,
                                       float *out) {
  for (size_t i = 0; i < count; ++i)
    out[i] = halfToFloat(support::endian::read16le(in + 2 * i));
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
    return widenHalf(in, out.size(), out.data());
  case DType::BF16:
    return widenBrain(in, out.size(), out.data());
  default:
    llvm_unreachable("not convertible to float");
  }
}
