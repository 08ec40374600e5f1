//===- T3b5.cpp - three codes in five bits --------------------------------===//
//
// Field i of a block is five bits that hold c0 + 3*c1 + 9*c2 (0 to 26), cp
// being code i of plane p, p < 3. Bit b of field i is bit 5*i + b of the block,
// the lowest bit of a byte first, so eight fields lie in five bytes.
//
//===----------------------------------------------------------------------===//
#include "Fields.h"
#include "Planes.h"
#include "tern/Support/HostClones.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace tern::trit;

static constexpr int64_t kPlanes = 3, kFieldBits = 5;
/// Fields that lie in whole bytes together.
static constexpr size_t kGroup = 8;

/// Eight fields, one a byte, moved together into the lowest 40 bits.
static uint64_t joinFields(uint64_t bytes) {
  // Halves of 2, 4 and 8 bytes are joined: fields of 10, 20 and 40 bits.
  auto join = [](uint64_t bits, uint64_t low, unsigned bytes, unsigned gap) {
    return (bits & low) | (bits & low << 8 * bytes) >> gap;
  };
  bytes = join(bytes, 0x001f001f001f001f, 1, 3);
  bytes = join(bytes, 0x000003ff000003ff, 2, 6);
  return join(bytes, 0x00000000000fffff, 4, 12);
}

TERN_HOST_CLONES static void pack(ArrayRef<int8_t> trits, int64_t columns,
                                  int64_t tileRows,
                                  MutableArrayRef<uint8_t> out) {
  packTileOfAnyRows<kPlanes>(
      trits, columns, tileRows, out, tileRows * kLaneBytes * kFieldBits / 8,
      [](const auto &codes, uint8_t *block) {
        constexpr size_t fields = sizeof(codes.plane[0]);
        uint8_t field[fields];
        for (size_t i = 0; i < fields; ++i)
          field[i] =
              static_cast<uint8_t>(codes.plane[0][i] + 3 * codes.plane[1][i] +
                                   9 * codes.plane[2][i]);
        for (size_t group = 0; group < fields / kGroup; ++group) {
          uint64_t bits = joinFields(
              llvm::support::endian::read64le(field + group * kGroup));
          for (size_t i = 0; i < kFieldBits; ++i)
            block[group * kFieldBits + i] = static_cast<uint8_t>(bits >> 8 * i);
        }
      });
}

// A field lies in one byte or in two that follow each other. Both come into a
// lane of 16 bits, where a shift brings the field down, and reciprocals take it
// apart into its digits.

/// For each field a lane that begins with it.
static Value readFields(ImplicitLocOpBuilder &b, TypedValue<VectorType> block) {
  int64_t bytes = block.getType().getDimSize(0),
          fields = bytes * 8 / kFieldBits;
  auto words = VectorType::get({fields}, b.getI16Type());
  SmallVector<int64_t> pairs;
  SmallVector<APInt> shifts;
  for (int64_t field = 0; field < fields; ++field) {
    int64_t bit = field * kFieldBits, byte = bit / 8;
    // The last field ends with its byte: what lies above it does not matter.
    pairs.append({byte, std::min(byte + 1, bytes - 1)});
    shifts.emplace_back(16, uint64_t(8 - bit % 8));
  }
  Value spread = vector::ShuffleOp::create(b, block, block, pairs);
  Value word = vector::BitCastOp::create(b, words, spread);
  // Up by a different number of bits each, down by the same: targets without
  // a shift of 16-bit lanes by different numbers multiply.
  word = arith::ShLIOp::create(
      b, word,
      arith::ConstantOp::create(
          b, DenseElementsAttr::get(words, ArrayRef<APInt>(shifts))));
  word = arith::ShRUIOp::create(b, word, splatOf(b, words, 8));
  return arith::AndIOp::create(b, word, splatOf(b, words, 31));
}

namespace {
struct T3b5Encoding : EncodingBase<T3b5Encoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.t3b5";
  static constexpr StringLiteral summary =
      "three trits in five bits, the digits of a number";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(T3b5Encoding)

  int64_t getPlanes() const { return kPlanes; }
  int64_t getBitsPerPlace() const { return kFieldBits; }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    pack(trits, columns, tileRows, out);
  }
  /// 27 to 31, which no trits have, give a last code of 3.
  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
    size_t fields = block.size() * 8 / kFieldBits;
    for (size_t i = 0; i < fields; ++i) {
      size_t bit = i * kFieldBits, byte = bit / 8;
      unsigned bits = block[byte];
      if (byte + 1 < block.size())
        bits |= unsigned(block[byte + 1]) << 8;
      unsigned field = bits >> bit % 8 & 31;
      codes[i] = static_cast<uint8_t>(field % 3);
      codes[fields + i] = static_cast<uint8_t>(field / 3 % 3);
      codes[2 * fields + i] = static_cast<uint8_t>(field / 9);
    }
  }
  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    Value fields = readFields(b, block);
    auto narrow = VectorType::get(cast<VectorType>(fields.getType()).getShape(),
                                  b.getI8Type());
    return llvm::map_to_vector(cutDigits(b, fields), [&](Value code) -> Value {
      return arith::TruncIOp::create(b, narrow, code);
    });
  }
};
} // namespace

namespace tern::trit {
EncodingEntry getT3b5Encoding() { return encodingEntry<T3b5Encoding>(); }
} // namespace tern::trit
