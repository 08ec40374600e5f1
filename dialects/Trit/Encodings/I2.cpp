//===- I2.cpp - two bits a code -------------------------------------------===//
//
// Byte i of a block holds in bits 2p+1:2p the code i of plane p, p < 4.
//
//===----------------------------------------------------------------------===//
#include "Planes.h"
#include "tern/Support/HostClones.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tern::trit;

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
struct I2Encoding : EncodingBase<I2Encoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.i2";
  static constexpr StringLiteral summary =
      "two bits a trit, cut by a shift and a mask";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(I2Encoding)

  int64_t getPlanes() const { return kPlanes; }
  int64_t getBitsPerPlace() const { return 8; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    pack(trits, columns, tileRows, out);
  }
  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = block[i % block.size()] >> (2 * (i / block.size())) & 3;
  }
  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    VectorType type = block.getType();
    SmallVector<Value> planes;
    for (int64_t plane = 0; plane < kPlanes; ++plane) {
      Value bits = block;
      if (plane != 0)
        bits = arith::ShRUIOp::create(b, bits, splatOf(b, type, 2 * plane));
      planes.push_back(arith::AndIOp::create(b, bits, splatOf(b, type, 3)));
    }
    return planes;
  }
};
} // namespace

namespace tern::trit {
EncodingEntry getI2Encoding() { return encodingEntry<I2Encoding>(); }
} // namespace tern::trit
