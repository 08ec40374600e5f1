//===- Base3.cpp - five codes in a byte -----------------------------------===//
//
// Byte i of a block is the fraction of 256 that begins with the digits c0, c1,
// c2, c3, c4 of base 3, cp being code i of plane p, rounded up:
//
//   byte = ceil(256 * (81*c0 + 27*c1 + 9*c2 + 3*c3 + c4) / 243)
//
// so multiplying by 3 moves the next digit above the byte.
//
//===----------------------------------------------------------------------===//
#include "Planes.h"
#include "tern/Support/HostClones.h"

using namespace llvm;
using namespace tern;
using namespace tern::packing;

static constexpr int64_t kPlanes = 5;

TERN_HOST_CLONES static void pack(ArrayRef<int8_t> trits, int64_t columns,
                                  int64_t tileRows,
                                  MutableArrayRef<uint8_t> out) {
  packTileOfAnyRows<kPlanes>(
      trits, columns, tileRows, out, tileRows * kLaneBytes,
      [](const auto &codes, uint8_t *block) {
        for (size_t i = 0; i < sizeof(codes.plane[0]); ++i) {
          unsigned digits = 0;
          for (int64_t plane = 0; plane < kPlanes; ++plane)
            digits = 3 * digits + codes.plane[plane][i];
          block[i] = static_cast<uint8_t>((digits * 256 + 242) / 243);
        }
      });
}

namespace {
struct Base3 final : BlockEncoding {
  StringRef name() const override { return "base3"; }
  int64_t planes() const override { return kPlanes; }
  int64_t bitsPerPlace() const override { return 8; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const override {
    pack(trits, columns, tileRows, out);
  }
  /// Every byte has five digits; 13 of them no trits have.
  void decode(ArrayRef<uint8_t> block,
              MutableArrayRef<uint8_t> codes) const override {
    for (size_t i = 0; i < block.size(); ++i) {
      unsigned rest = block[i];
      for (int64_t plane = 0; plane < kPlanes; ++plane) {
        rest *= 3;
        codes[size_t(plane) * block.size() + i] =
            static_cast<uint8_t>(rest >> 8);
        rest &= 255;
      }
    }
  }
};
} // namespace

const BlockEncoding &tern::getBase3Encoding() {
  static const Base3 encoding;
  return encoding;
}
