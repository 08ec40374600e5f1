//===- T3b5.cpp - three codes in five bits --------------------------------===//
//
// A block of R rows has six planes. Place i of the planes 0, 1 and 2 is field
// i, and of the planes 3, 4 and 5 field 4*R + i: c0 + 3*c1 + 9*c2 (0 to 26) of
// their codes. Fields lie where one vector of bytes needs no operation to be
// indices, and the other few:
//
//   bits 4:0 of byte i          field i                           i < 4*R
//   bits 7:5 of byte i          bits 2:0 of field 4*R + i
//   bits 4:3 of byte i mod R    bits 4:3 of field 4*R + i, after the last R
//                               bytes, as words of 32 bits, are rotated right
//                               by 2*(i div R)
//
//===----------------------------------------------------------------------===//
#include "Fields.h"
#include "Planes.h"
#include "tern/Support/HostClones.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace tern::trit;

static constexpr int64_t kPlanes = 6, kFieldBits = 5, kDigits = 3;
/// The upper bits of a second field, and how far copies of them are rotated.
static constexpr unsigned kRestMask = 0x18, kRestBits = 2;

TERN_HOST_CLONES static void pack(ArrayRef<int8_t> trits, int64_t columns,
                                  int64_t tileRows,
                                  MutableArrayRef<uint8_t> out) {
  packTileOfAnyRows<kPlanes>(
      trits, columns, tileRows, out, tileRows * kFieldBits,
      [](const auto &codes, uint8_t *block) {
        constexpr size_t places = sizeof(codes.plane[0]),
                         rows = places / kLaneBytes;
        uint8_t second[places];
        for (size_t i = 0; i < places; ++i) {
          second[i] = joinDigits(codes.plane + kDigits, i);
          block[i] = static_cast<uint8_t>(joinDigits(codes.plane, i) |
                                          second[i] << kFieldBits);
        }
        for (size_t word = 0; word < rows; word += 4) {
          uint32_t bits = 0;
          for (unsigned copy = 0; copy < kLaneBytes; ++copy)
            bits |= llvm::rotl<uint32_t>(
                llvm::support::endian::read32le(second + copy * rows + word) &
                    kRestMask * 0x01010101,
                static_cast<int>(kRestBits * copy));
          llvm::support::endian::write32le(block + places + word, bits);
        }
      });
}

/// The fields of the first three planes, and those of the others.
static SmallVector<Value> readFields(ImplicitLocOpBuilder &b,
                                     TypedValue<VectorType> block) {
  int64_t rows = block.getType().getDimSize(0) / kFieldBits,
          places = rows * kLaneBytes;
  auto bytes = VectorType::get({places}, b.getI8Type()),
       words = VectorType::get({rows}, b.getI32Type());
  auto masked = [&](Value value, int64_t mask) -> Value {
    return arith::AndIOp::create(b, value, splatOf(b, bytes, mask));
  };
  auto slice = [&](int64_t first, int64_t count) -> Value {
    return vector::ExtractStridedSliceOp::create(
        b, block, ArrayRef<int64_t>{first}, ArrayRef<int64_t>{count},
        ArrayRef<int64_t>{1});
  };
  Value first = slice(0, places);
  // Every copy of the last bytes is rotated by as many bits as it needs.
  Value rest = vector::BitCastOp::create(
      b, VectorType::get({rows / 4}, b.getI32Type()), slice(places, rows));
  SmallVector<int64_t> copies;
  SmallVector<int32_t> right, left;
  for (int64_t i = 0; i < rows; ++i) {
    auto shift = static_cast<int32_t>(kRestBits * (i / (rows / 4)));
    copies.push_back(i % (rows / 4));
    right.push_back(shift);
    left.push_back((32 - shift) % 32);
  }
  rest = vector::ShuffleOp::create(b, rest, rest, copies);
  auto counts = [&](ArrayRef<int32_t> values) -> Value {
    return arith::ConstantOp::create(b, DenseElementsAttr::get(words, values));
  };
  rest = arith::OrIOp::create(b, arith::ShRUIOp::create(b, rest, counts(right)),
                              arith::ShLIOp::create(b, rest, counts(left)));
  rest = vector::BitCastOp::create(b, bytes, rest);
  Value above = arith::ShRUIOp::create(b, first, splatOf(b, bytes, kFieldBits));
  return {masked(first, (1 << kFieldBits) - 1),
          arith::OrIOp::create(b, above, masked(rest, kRestMask))};
}

namespace {
struct T3b5Encoding : EncodingBase<T3b5Encoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.t3b5";
  static constexpr StringLiteral summary =
      "three trits in five bits, the digits of a number";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(T3b5Encoding)

  int64_t getPlanes() const { return kPlanes; }
  int64_t getBitsPerPlace() const { return kPlanes / kDigits * kFieldBits; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    pack(trits, columns, tileRows, out);
  }
  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
    size_t rows = block.size() / kFieldBits, places = rows * kLaneBytes;
    auto cut = [&](size_t plane, size_t place, unsigned field) {
      for (auto [i, digit] : llvm::enumerate(splitDigits(field)))
        codes[(plane + i) * places + place] = digit;
    };
    for (size_t i = 0; i < places; ++i) {
      size_t byte = i % rows;
      uint32_t rest = llvm::rotr<uint32_t>(
          llvm::support::endian::read32le(&block[places + byte / 4 * 4]),
          static_cast<int>(kRestBits * (i / rows)));
      cut(0, i, block[i] & ((1 << kFieldBits) - 1));
      cut(kDigits, i,
          block[i] >> kFieldBits | (rest >> byte % 4 * 8 & kRestMask));
    }
  }
  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    SmallVector<Value> planes;
    for (Value field : readFields(b, block)) {
      auto bytes = cast<VectorType>(field.getType());
      Value wide =
          arith::ExtUIOp::create(b, bytes.clone(b.getI16Type()), field);
      for (Value code : cutDigits(b, wide))
        planes.push_back(arith::TruncIOp::create(b, bytes, code));
    }
    return planes;
  }
};
} // namespace

namespace tern::trit {
EncodingEntry getT3b5Encoding() { return encodingEntry<T3b5Encoding>(); }
} // namespace tern::trit
