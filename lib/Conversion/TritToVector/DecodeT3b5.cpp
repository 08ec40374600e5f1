//===- DecodeT3b5.cpp - three codes in five bits --------------------------===//
//
// A field lies in one byte or in two that follow each other. Both come into a
// lane of 16 bits, where a shift brings the field down, and reciprocals take it
// apart into its digits.
//
//===----------------------------------------------------------------------===//
#include "Decoders.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

static constexpr int64_t kFieldBits = 5;

/// For each field a lane that begins with it.
static Value readFields(ImplicitLocOpBuilder &b, PackedBlock block) {
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

Planes tern::decodeT3b5(ImplicitLocOpBuilder &b, PackedBlock block) {
  Value field = readFields(b, block);
  auto words = cast<VectorType>(field.getType());
  auto multiply = [&](Value value, int64_t by) {
    return arith::MulIOp::create(b, value, splatOf(b, words, by));
  };
  auto shift = [&](Value value, int64_t by) {
    return arith::ShRUIOp::create(b, value, splatOf(b, words, by));
  };
  // floor(f / 9) for f < 32, and floor(r / 3) for r < 9.
  Value third = shift(multiply(field, 57), 9);
  Value rest = arith::SubIOp::create(b, field, multiply(third, 9));
  Value second = shift(multiply(rest, 11), 5);
  Value first = arith::SubIOp::create(b, rest, multiply(second, 3));
  auto narrow = VectorType::get(words.getShape(), b.getI8Type());
  return llvm::map_to_vector<3>(
      ArrayRef<Value>{first, second, third}, [&](Value code) -> Value {
        return arith::TruncIOp::create(b, narrow, code);
      });
}
