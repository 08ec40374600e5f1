//===- AttendScores.cpp - queries as digits, and their scores -------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

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
  for (int64_t word = 0; word < 2 * steps; ++word) {
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
  auto sum = [&](Value x, Value y) -> Value {
    return arith::AddFOp::create(b, loc, x, y);
  };
  most = reduceLanes(most, {1, 2},
                     [&](Value x, Value y) { return atLeast(y, x); });
  finite = reduceLanes(finite, {1, 2}, sum);
  Value levels = number(kLargestDigits);
  Value step = arith::AddFOp::create(
      b, loc, arith::DivFOp::create(b, loc, most, levels), finite);
  auto scale = static_cast<float>(op.getScale().convertToDouble());
  result.steps = toPair(mul(step, number(scale)));
  std::array<Value, 2> sums =
      formDigits(query, arith::DivFOp::create(b, loc, levels, most), result);
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

std::array<Value, 2> AttendMatrices::formDigits(ArrayRef<Values> query,
                                                Value inverse, Rows &rows) {
  std::array<Value, 2> sums = {constant32(0), constant32(0)};
  Value half = constant32(128), bits = constant32(8);
  for (const Values &four : query) {
    std::array<Values, 2> digits; // In the lowest bytes.
    for (Value x : four) {
      Value rounded = math::RoundEvenOp::create(b, loc, mul(x, inverse));
      rounded = atLeast(rounded, number(-kLargestDigits));
      rounded = atMost(rounded, number(kLargestDigits));
      Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, x,
                                           number(0));
      rounded = arith::SelectOp::create(b, loc, isZero, number(0), rounded);
      Value whole = arith::FPToSIOp::create(b, loc, b.getI32Type(), rounded);
      Value upper = arith::ShRSIOp::create(b, loc, add(whole, half), bits);
      digits[0].push_back(upper);
      digits[1].push_back(arith::SubIOp::create(
          b, loc, whole, arith::ShLIOp::create(b, loc, upper, bits)));
    }
    for (size_t i = 0; i < 2; ++i) {
      for (Value digit : digits[i])
        sums[i] = add(sums[i], digit);
      Value low = pickBytes(digits[i][0], digits[i][1], {0, 4, 0, 4}),
            high = pickBytes(digits[i][2], digits[i][3], {0, 4, 0, 4});
      rows.digits[i].push_back(pickBytes(low, high, {0, 1, 4, 5}));
    }
  }
  return sums;
}

/// Of the thread's positions, rows 2 t and 2 t + 1 in turn: scores with their
/// scales, minus infinity where a row sees nothing.
AttendMatrices::Values AttendMatrices::computeScores(const Rows &rows,
                                                     Value chunk) {
  // Matrices of two positions a thread: rows 2 t + {0, 1} of the first, then of
  // the second.
  Values sums;
  for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix)
    for (const Values &offsets : rows.offsets)
      for (int64_t position = 0; position < 2; ++position)
        llvm::append_range(sums, offsets);
  for (int64_t step = 0; step < steps; ++step)
    addKeys(rows, chunk, step, sums);
  Value position = add(chunk, times(g, kOwnPositions));
  Values scales;
  if (op.getKeyScales())
    for (int64_t i = 0; i < kOwnPositions; i += kWordBytes)
      llvm::append_range(scales,
                         readFloats(op.getKeyScales(), offset(position, i)));
  Values seen = llvm::map_to_vector(rows.visible, [&](Value visible) {
    // Of the thread's positions; none if it is less than one.
    Value count = arith::SubIOp::create(b, loc, visible, position);
    return toI32(
        arith::MinSIOp::create(b, loc, count, constant(kOwnPositions)));
  });
  Values scores;
  for (int64_t i = 0; i < kOwnPositions; ++i)
    for (int64_t row = 0; row < 2; ++row) {
      // Of a matrix four sums are of the upper digits, and four of the lower.
      int64_t at = i / 2 * 8 + i % 2 * 2 + row;
      Value score = mul(joinDigits(sums[at], sums[at + 4]), rows.steps[row]);
      if (!scales.empty())
        score = mul(score, scales[i]);
      Value sees =
          arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                constant32(static_cast<int32_t>(i)), seen[row]);
      scores.push_back(arith::SelectOp::create(
          b, loc, sees, score,
          number(-std::numeric_limits<float>::infinity())));
    }
  return scores;
}

/// Keys of 32 features: the thread has eight of these.
void AttendMatrices::addKeys(const Rows &rows, Value chunk, int64_t step,
                             Values &sums) {
  Value position = times(g, kOwnPositions);
  Value inBlock = arith::RemUIOp::create(b, loc, position, constant(block));
  Value number =
      arith::DivUIOp::create(b, loc, add(chunk, position), constant(block));
  // What lies behind the last position is nobody's to read.
  Value last = arith::SubIOp::create(b, loc, op.getEnd(), constant(1));
  number = arith::MinUIOp::create(
      b, loc, number, arith::DivUIOp::create(b, loc, last, constant(block)));
  Value flip = constant32(static_cast<int32_t>(0x80808080U));
  // Words of four features: of each position the first and the second.
  Values words[2];
  for (int64_t word = 0; word < 2; ++word) {
    SmallVector<Values> read;
    for (int64_t i = 0; i < kWordBytes; ++i) {
      Value feature = offset(times(t, 2 * kWordBytes),
                             step * kStepBytes + word * kWordBytes + i);
      if ((step + 1) * kStepBytes > headDim) // Their digits are zero.
        feature =
            arith::MinUIOp::create(b, loc, feature, constant(headDim - 1));
      read.push_back(readWords(op.getKeys(), {number, feature, inBlock},
                               kOwnPositions / kWordBytes));
    }
    for (int64_t four = 0; four < kOwnPositions / kWordBytes; ++four)
      for (Value transposed : transpose(
               {read[0][four], read[1][four], read[2][four], read[3][four]}))
        words[word].push_back(arith::XOrIOp::create(b, loc, transposed, flip));
  }
  for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix) {
    SmallVector<Value> codes;
    for (const Values &word : words)
      codes.append({word[2 * matrix], word[2 * matrix + 1]});
    for (int64_t digit = 0; digit < 2; ++digit) {
      MutableArrayRef<Value> sum =
          MutableArrayRef(sums).slice((2 * matrix + digit) * 4, 4);
      Values product =
          multiply(sum, codes, ArrayRef(rows.digits[digit]).slice(2 * step, 2));
      llvm::copy(product, sum.begin());
    }
  }
}
