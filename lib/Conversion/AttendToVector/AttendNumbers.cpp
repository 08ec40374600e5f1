//===- AttendNumbers.cpp - numbers of 16 bits times bytes of a cache ------===//
//
// A processor that multiplies bytes takes a number as two digits of 8 bits,
// `trit.dot`, and has two sums of a product; one that multiplies words as it
// is, `trit.dot_words`, which wants those of even places and of odd ones. So of
// four words the even ones lie before the odd ones.
//
//===----------------------------------------------------------------------===//
#include "AttendLowering.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

Value AttendLowering::scratchNumbers(int64_t capacity, int64_t count) {
  return byWords ? scratch({capacity, 1, count}, b.getI16Type())
                 : scratch({capacity, 2, count}, b.getI8Type());
}

void AttendLowering::writeDigits(Value upper, Value lower, Value digits,
                                 Value row, Value at) {
  auto bytes = VectorType::get({lanes}, b.getI8Type());
  for (auto [i, digit] : llvm::enumerate(ArrayRef{upper, lower}))
    write(arith::TruncIOp::create(b, loc, bytes, digit), digits,
          {row, constant(static_cast<int64_t>(i)), at});
}

void AttendLowering::writeWords(Value numbers, Value words, Value row,
                                Value at) {
  Value all = arith::TruncIOp::create(
      b, loc, VectorType::get({lanes}, b.getI16Type()), numbers);
  SmallVector<int64_t> order;
  for (int64_t first = 0; first < lanes; first += 4)
    order.append({first, first + 2, first + 1, first + 3});
  write(vector::ShuffleOp::create(b, loc, all, all, order), words,
        {row, constant(0), at});
}

/// Four bytes of numbers, the same in each lane.
Value AttendLowering::spreadNumbers(Value numbers, ValueRange at) {
  auto type = cast<MemRefType>(numbers.getType()).getElementType();
  int64_t inLane = byWords ? 2 : 4;
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  Value four =
      vector::TransferReadOp::create(b, loc, VectorType::get({inLane}, type),
                                     numbers, at, zero, ArrayRef<bool>{true});
  return spreadWord(b, loc, four, lanes);
}

Value AttendLowering::readKeys(ValueRange at) {
  Value keys = readBytes(keyBytes, at, true);
  if (byWords)
    return keys;
  Value flip = arith::ConstantOp::create(
      b, loc,
      DenseElementsAttr::get(cast<VectorType>(keys.getType()),
                             static_cast<int8_t>(-128)));
  return arith::XOrIOp::create(b, loc, keys, flip);
}

void AttendLowering::addProducts(Value numbers, Value row, Value at,
                                 ValueRange bytes, bool areCodes,
                                 ValueRange sums,
                                 SmallVectorImpl<Value> &added) {
  if (byWords) {
    Value even = spreadNumbers(numbers, {row, constant(0), at}),
          odd = spreadNumbers(numbers, {row, constant(0), offset(at, 2)});
    for (Value part : bytes)
      added.push_back(trit::DotWordsOp::create(b, loc, sums[added.size()], part,
                                               even, odd));
    return;
  }
  for (int64_t digit = 0; digit < 2; ++digit) {
    Value x = spreadNumbers(numbers, {row, constant(digit), at});
    for (Value part : bytes) {
      Value sum = sums[added.size()];
      added.push_back(trit::DotOp::create(b, loc, sum.getType(), sum,
                                          ValueRange{areCodes ? part : x},
                                          ValueRange{areCodes ? x : part}));
    }
  }
}

/// Of digits 256 * upper + lower.
Value AttendLowering::joinSums(ValueRange sums, int64_t i, int64_t j,
                               int64_t vectors) {
  if (byWords)
    return toF32(sums[i * vectors + j]);
  Value upper = sums[2 * i * vectors + j],
        lower = sums[(2 * i + 1) * vectors + j];
  return toF32(add(arith::ShLIOp::create(b, loc, upper, integer(8)), lower));
}
