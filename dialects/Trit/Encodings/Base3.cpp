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

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern::trit;

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

/// Multiplying a byte by 3 moves its next digit above it. Few targets multiply
/// bytes, so even and odd bytes do it apart in lanes of 16 bits; an odd byte's
/// digit is shifted into the upper half of its lane, where it belongs.
static SmallVector<Value> cutDigits(ImplicitLocOpBuilder &b,
                                    TypedValue<VectorType> block) {
  VectorType bytes = block.getType();
  auto words = VectorType::get({bytes.getDimSize(0) / 2}, b.getI16Type());
  Value low = splatOf(b, words, 0x00ff), high = splatOf(b, words, -0x100),
        eight = splatOf(b, words, 8), three = splatOf(b, words, 3);
  Value both = vector::BitCastOp::create(b, words, block);
  Value even = arith::AndIOp::create(b, both, low),
        odd = arith::ShRUIOp::create(b, both, eight);
  SmallVector<Value> planes;
  for (int64_t plane = 0; plane < kPlanes; ++plane) {
    even = arith::MulIOp::create(b, even, three);
    odd = arith::MulIOp::create(b, odd, three);
    Value digits =
        arith::OrIOp::create(b, arith::ShRUIOp::create(b, even, eight),
                             arith::AndIOp::create(b, odd, high));
    planes.push_back(vector::BitCastOp::create(b, bytes, digits));
    even = arith::AndIOp::create(b, even, low);
    odd = arith::AndIOp::create(b, odd, low);
  }
  return planes;
}

namespace {
struct Base3Encoding : EncodingBase<Base3Encoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.base3";
  static constexpr StringLiteral summary =
      "five trits a byte, the digits of a fraction";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Base3Encoding)

  int64_t getPlanes() const { return kPlanes; }
  int64_t getBitsPerPlace() const { return 8; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    pack(trits, columns, tileRows, out);
  }
  /// Every byte has five digits; 13 of them no trits have.
  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
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
  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    return cutDigits(b, block);
  }
};
} // namespace

namespace tern::trit {
EncodingEntry getBase3Encoding() { return encodingEntry<Base3Encoding>(); }
} // namespace tern::trit
