//===- Lut.cpp - three codes in five bits, the index of a table -----------===//
//
// The field of three codes is c0 + 3*c1 + 9*c2 (0 to 26), as that of t3b5, but
// lies where it is an index: a lane of 16 bits for each row, whose sum of three
// products is looked up in a table of the token's activations, instead of
// multiplied. Wei et al., T-MAC (arXiv:2407.00088), and Wang et al., Bitnet.cpp
// (arXiv:2502.11880, TL2), look up bytes of tables of 16 entries, the latter
// with a sign apart; a table of 32 entries of 16 bits needs no sign and has the
// sum itself.
//
// A block has 12 planes. Group g = 4*q + j (q < 4, j < 4) is the place 4*r + j
// of the planes 3*q, 3*q + 1 and 3*q + 2, the columns 12*q + j, 12*q + j + 4
// and 12*q + j + 8. The block is five vectors of a word of 16 bits for each
// row:
//
//   bits 5*i+4:5*i of word w are the field of group 3*w + i     w < 5, i < 3
//   bit 15 of word w is bit w of the field of group 15
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

static constexpr int64_t kPlanes = 12, kFieldBits = 5, kDigits = 3, kWords = 5,
                         kFields = 3, kWordBytes = 2, kEntries = 32;
static constexpr int64_t kGroups = kWords * kFields + 1,
                         kWordBits = 8 * kWordBytes;

/// The words of a row, of the fields of its groups.
static void joinFields(const uint8_t *fields, uint16_t *words) {
  for (int64_t w = 0; w < kWords; ++w) {
    unsigned bits = fields[kGroups - 1] >> w & 1;
    for (int64_t i = kFields; i-- > 0;)
      bits = bits << kFieldBits | fields[kFields * w + i];
    words[w] = static_cast<uint16_t>(bits);
  }
}

TERN_HOST_CLONES static void pack(ArrayRef<int8_t> trits, int64_t columns,
                                  int64_t tileRows,
                                  MutableArrayRef<uint8_t> out) {
  packTileOfAnyRows<kPlanes>(
      trits, columns, tileRows, out, tileRows * kWords * kWordBytes,
      [](const auto &codes, uint8_t *block) {
        constexpr int64_t rows = sizeof(codes.plane[0]) / kLaneBytes;
        for (int64_t row = 0; row < rows; ++row) {
          uint8_t fields[kGroups];
          uint16_t words[kWords];
          for (int64_t group = 0; group < kGroups; ++group) {
            const auto *plane = codes.plane + group / kLaneBytes * kDigits;
            int64_t place = row * kLaneBytes + group % kLaneBytes;
            fields[group] = joinDigits(plane, place);
          }
          joinFields(fields, words);
          for (int64_t w = 0; w < kWords; ++w)
            llvm::support::endian::write16le(
                block + (w * rows + row) * kWordBytes, words[w]);
        }
      });
}

/// The block's words, a vector of all rows each.
static SmallVector<Value> splitWords(ImplicitLocOpBuilder &b,
                                     TypedValue<VectorType> block) {
  int64_t rows = block.getType().getDimSize(0) / (kWords * kWordBytes);
  Value all = vector::BitCastOp::create(
      b, VectorType::get({kWords * rows}, b.getI16Type()), block);
  return llvm::map_to_vector(
      llvm::seq<int64_t>(0, kWords), [&](int64_t w) -> Value {
        return vector::ExtractStridedSliceOp::create(
            b, all, ArrayRef<int64_t>{w * rows}, ArrayRef<int64_t>{rows},
            ArrayRef<int64_t>{1});
      });
}

/// The fields of all groups in the low bits of a vector of words each; what
/// lies above them is not theirs.
static SmallVector<Value> cutFields(ImplicitLocOpBuilder &b,
                                    TypedValue<VectorType> block) {
  SmallVector<Value> fields;
  Value last;
  for (Value word : splitWords(b, block)) {
    auto type = cast<VectorType>(word.getType());
    auto shifted = [&](int64_t by) -> Value {
      return arith::ShRUIOp::create(b, word, splatOf(b, type, by));
    };
    fields.push_back(word);
    for (int64_t i = 1; i < kFields; ++i)
      fields.push_back(shifted(kFieldBits * i));
    // The highest bits of all words come together at the top.
    if (!last) {
      last = word;
      continue;
    }
    last = arith::ShRUIOp::create(b, last, splatOf(b, type, 1));
    Value top = arith::AndIOp::create(
        b, word, splatOf(b, type, -(int64_t(1) << (kWordBits - 1))));
    last = arith::OrIOp::create(b, last, top);
  }
  fields.push_back(arith::ShRUIOp::create(
      b, last,
      splatOf(b, cast<VectorType>(last.getType()), kWordBits - kWords)));
  return fields;
}

/// Four words of a row as the bytes of its lane.
static Value joinBytes(ImplicitLocOpBuilder &b, ArrayRef<Value> words) {
  auto type = cast<VectorType>(words.front().getType());
  auto pair = [&](Value low, Value high) -> Value {
    return arith::OrIOp::create(
        b, low, arith::ShLIOp::create(b, high, splatOf(b, type, 8)));
  };
  Value lanes = vector::InterleaveOp::create(b, pair(words[0], words[1]),
                                             pair(words[2], words[3]));
  return vector::BitCastOp::create(
      b, VectorType::get({type.getDimSize(0) * kLaneBytes}, b.getI8Type()),
      lanes);
}

namespace {
struct LutEncoding : EncodingBase<LutEncoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.lut";
  static constexpr StringLiteral summary =
      "three trits in five bits, the index of a table of sums";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(LutEncoding)

  int64_t getPlanes() const { return kPlanes; }
  int64_t getBitsPerPlace() const {
    return kWords * kWordBytes * 8 / kLaneBytes;
  }
  /// One vector of words where tables are looked up, so that a table serves as
  /// many rows as it can.
  int64_t getTileRows(int64_t lanes, int64_t tableEntries) const {
    return tableEntries == kEntries ? kEntries : lanes;
  }
  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    pack(trits, columns, tileRows, out);
  }
  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
    size_t rows = block.size() / (kWords * kWordBytes);
    for (size_t row = 0; row < rows; ++row) {
      unsigned fields[kGroups] = {};
      for (size_t w = 0; w < kWords; ++w) {
        unsigned word = llvm::support::endian::read16le(
            &block[(w * rows + row) * kWordBytes]);
        for (size_t i = 0; i < kFields; ++i)
          fields[kFields * w + i] = word >> kFieldBits * i & (kEntries - 1);
        fields[kGroups - 1] |= word >> (kWordBits - 1) << w;
      }
      for (size_t group = 0; group < kGroups; ++group) {
        size_t plane = group / kLaneBytes * kDigits,
               place = row * kLaneBytes + group % kLaneBytes;
        for (auto [i, digit] : llvm::enumerate(splitDigits(fields[group])))
          codes[(plane + i) * rows * kLaneBytes + place] = digit;
      }
    }
  }
  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    SmallVector<SmallVector<Value>> digits;
    for (Value field : cutFields(b, block)) {
      Value mask = splatOf(b, cast<VectorType>(field.getType()), kEntries - 1);
      digits.push_back(cutDigits(b, arith::AndIOp::create(b, field, mask)));
    }
    SmallVector<Value> planes;
    for (int64_t plane = 0; plane < kPlanes; ++plane)
      planes.push_back(joinBytes(
          b, llvm::map_to_vector(llvm::seq<int64_t>(0, kLaneBytes), [&](int64_t
                                                                            j) {
            return digits[plane / kDigits * kLaneBytes + j][plane % kDigits];
          })));
    return planes;
  }

  std::optional<SumTables> getSumTables() const {
    SumTables tables;
    for (int64_t group = 0; group < kGroups; ++group) {
      int64_t first =
          group / kLaneBytes * kDigits * kLaneBytes + group % kLaneBytes;
      tables.groups.push_back(
          {first, first + kLaneBytes, first + 2 * kLaneBytes});
    }
    // What no field is may be anything.
    for (int64_t field = 0; field < kEntries; ++field)
      tables.entries.push_back({static_cast<int8_t>(field % 3 - 1),
                                static_cast<int8_t>(field / 3 % 3 - 1),
                                static_cast<int8_t>(field / 9 % 3 - 1)});
    return tables;
  }
  SmallVector<Value> buildIndices(ImplicitLocOpBuilder &b,
                                  TypedValue<VectorType> block) const {
    return cutFields(b, block);
  }
};
} // namespace

namespace tern::trit {
EncodingEntry getLutEncoding() { return encodingEntry<LutEncoding>(); }
} // namespace tern::trit
