//===- I2.cpp - two bits a code -------------------------------------------===//
//
// Byte i of a block holds in bits 2p+1:2p the code i of plane p, p < 4.
//
//===----------------------------------------------------------------------===//
#include "Planes.h"
#include "tern/Support/HostClones.h"

using namespace llvm;
using namespace tern;
using namespace tern::packing;

static constexpr int64_t kPlanes = 4;

TERN_HOST_CLONES static void pack(ArrayRef<int8_t> trits, int64_t columns,
                                  int64_t tileRows,
                                  MutableArrayRef<uint8_t> out) {
  packTileOfAnyRows<kPlanes>(
      trits, columns, tileRows, out, tileRows * kLaneBytes,
      [](const auto &codes, uint8_t *block) {
        for (size_t i = 0; i < sizeof(codes.plane[0]); ++i)
          block[i] = static_cast<uint8_t>(
              codes.plane[0][i] | codes.plane[1][i] << 2 |
              codes.plane[2][i] << 4 | codes.plane[3][i] << 6);
      });
}

namespace {
struct I2 final : BlockEncoding {
  StringRef name() const override { return "i2"; }
  int64_t planes() const override { return kPlanes; }
  int64_t bitsPerPlace() const override { return 8; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const override {
    pack(trits, columns, tileRows, out);
  }
  void decode(ArrayRef<uint8_t> block,
              MutableArrayRef<uint8_t> codes) const override {
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = block[i % block.size()] >> (2 * (i / block.size())) & 3;
  }
};
} // namespace

const BlockEncoding &tern::getI2Encoding() {
  static const I2 encoding;
  return encoding;
}
