//===- AttendQueries.cpp - queries as numbers of two digits ---------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

/// Row g's query: its largest magnitude is its largest number of two digits.
/// Keys are multiplied as k + 128, unsigned, so sums begin with -128 times
/// those of the digits.
AttendMatrices::Rows AttendMatrices::formRows(Value first) {
  Rows result;
  Value row = add(first, g);
  // What does not exist is computed as the last is, and not stored.
  row = arith::MinUIOp::create(
      b, loc, row, arith::SubIOp::create(b, loc, rows, constant(1)));
  Value token = arith::DivUIOp::create(b, loc, row, constant(heads)),
        head = arith::RemUIOp::create(b, loc, row, constant(heads));
  SmallVector<Values> query;
  Value most = number(0), finite = number(0);
  for (int64_t word = 0; word < 2 * countSteps(); ++word) {
    Value feature = offset(times(t, 2 * kWordBytes),
                           word / 2 * kStepBytes + word % 2 * kWordBytes);
    Value exists;
    if ((word / 2 + 1) * kStepBytes > headDim) {
      exists = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, feature,
                                     constant(headDim));
      feature = arith::SelectOp::create(b, loc, exists, feature, constant(0));
    }
    Values four = readFloats(op.getQuery(), {token, head, feature});
    for (Value &x : four) {
      if (exists)
        x = arith::SelectOp::create(b, loc, exists, x, number(0));
      most = atLeast(math::AbsFOp::create(b, loc, x), most);
      // Zero times a number that is not finite is NaN, and so is the step.
      finite = arith::AddFOp::create(b, loc, finite, mul(x, number(0)));
    }
    query.push_back(four);
  }
  most = reduceLanes(most, {1, 2},
                     [&](Value x, Value y) { return atLeast(y, x); });
  finite = reduceLanes(finite, {1, 2}, [&](Value x, Value y) -> Value {
    return arith::AddFOp::create(b, loc, x, y);
  });
  Value levels = number(kLargestDigits);
  Value step = arith::AddFOp::create(
      b, loc, arith::DivFOp::create(b, loc, most, levels), finite);
  auto scale = static_cast<float>(op.getScale().convertToDouble());
  result.steps = toPair(mul(step, number(scale)));
  // Finite, so that zero stays zero.
  Value inverse = atMost(arith::DivFOp::create(b, loc, levels, most),
                         number(std::numeric_limits<float>::max()));
  std::array<Value, 2> sums = formDigits(query, inverse, result.digits);
  for (size_t digit = 0; digit < 2; ++digit) {
    Value total = reduceLanes(sums[digit], {1, 2},
                              [&](Value x, Value y) { return add(x, y); });
    result.offsets[digit] =
        toPair(arith::MulIOp::create(b, loc, total, constant32(-128)));
  }
  for (int64_t i = 0; i < 2; ++i) {
    Value seen = offset(add(first, times(t, 2)), i);
    seen = arith::DivUIOp::create(b, loc, seen, constant(heads));
    result.visible.push_back(add(op.getVisible(), seen));
  }
  return result;
}

/// Rounded to 16 bits: where 1.5 * 2^23 is added, the lowest bits are those of
/// the nearest whole number, of two the even. The lower digit is its lowest
/// byte, with a sign, so the upper is that of 128 more.
std::array<Value, 2> AttendMatrices::formDigits(ArrayRef<Values> query,
                                                Value inverse, Values &digits) {
  std::array<Value, 2> sums = {constant32(0), constant32(0)};
  Value half = constant32(128), ones = constant32(0x01010101);
  auto join = [&](ArrayRef<Value> four, int64_t byte) {
    Value low = pickBytes(four[0], four[1], {byte, byte + 4, byte, byte + 4}),
          high = pickBytes(four[2], four[3], {byte, byte + 4, byte, byte + 4});
    return pickBytes(low, high, {0, 1, 4, 5});
  };
  for (int64_t step = 0; step < countSteps(); ++step) {
    Values upper, lower;
    for (int64_t word = 0; word < 2; ++word) {
      Values whole, more;
      for (Value x : query[2 * step + word]) {
        Value sum =
            arith::AddFOp::create(b, loc, mul(x, inverse), number(0x1.8p23F));
        whole.push_back(arith::BitcastOp::create(b, loc, b.getI32Type(), sum));
        more.push_back(add(whole.back(), half));
      }
      upper.push_back(join(more, 1));
      lower.push_back(join(whole, 0));
    }
    for (int64_t word = 0; word < 2; ++word) {
      sums[0] = trit::DotWordOp::create(b, loc, sums[0], ones, upper[word]);
      sums[1] = trit::DotWordOp::create(b, loc, sums[1], ones, lower[word]);
    }
    digits.append({upper[0], upper[1], lower[0], lower[1]});
  }
  return sums;
}
