//===- AttendWeights.cpp - weights of positions, and weighted values ------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

/// Lanes that have the same rows.
static constexpr int64_t kSameRows[] = {4, 8, 16};

/// The two rows are a loop, as the code of one has hundreds of instructions.
AttendMatrices::Factors AttendMatrices::formWeights(const Rows &rows,
                                                    Value chunk,
                                                    ArrayRef<Value> scores,
                                                    ArrayRef<Value> scales,
                                                    State &state) {
  // The row's scores; its maximum and sum and the other's; of the other and of
  // this, once they are known, the factors; positions that they see.
  Values start(scores.take_front(kOwnPositions));
  start.append(
      {state.maxima[0], state.sums[0], state.maxima[1], state.sums[1]});
  start.append(6, number(0));
  Value position = add(chunk, times(g, kOwnPositions));
  for (Value visible : rows.visible)
    start.push_back(countSeen(visible, position));
  ArrayRef<Value> second = scores.drop_front(kOwnPositions);
  Values end = roll(2, start, [&](Value row, ValueRange carried) {
    Values mine(carried.take_front(kOwnPositions));
    ValueRange rest = carried.drop_front(kOwnPositions);
    auto [maximum, sum] = weigh(mine);
    MergedSoftmax merged(b, loc, rest[0], rest[1], maximum, sum);
    Value step = writeWeights(mine, scales, rest[10], row);
    Values next(second);
    next.append({rest[2], rest[3], merged.maximum, merged.sum});
    llvm::append_range(next, rest.slice(7, 3));
    next.append({step, merged.first, merged.second, rest[11], rest[10]});
    return next;
  });
  auto rest = ArrayRef(end).drop_front(kOwnPositions);
  state.maxima = {rest[0], rest[2]};
  state.sums = {rest[1], rest[3]};
  rest = rest.drop_front(4);
  return {toOwnRow({rest[0], rest[3]}), toOwnRow({rest[1], rest[4]}),
          toOwnRow({rest[2], rest[5]})};
}

/// Of a row, over the lanes that have its positions; numbers that
/// are none count for nothing. Four parts of a thread's at a time wait less for
/// each other.
Value AttendMatrices::getLargest(ArrayRef<Value> numbers, float least) {
  auto larger = [&](Value x, Value y) -> Value { return atLeast(y, x); };
  Values parts(4, number(least));
  for (auto [i, x] : llvm::enumerate(numbers))
    parts[i % 4] = larger(parts[i % 4], x);
  return reduceLanes(
      larger(larger(parts[0], parts[1]), larger(parts[2], parts[3])), kSameRows,
      larger);
}

/// e^x of what is not positive, zero of what is less than a float; no number of
/// none. Its power of two is rounded by an addition of 1.5 * 2^23, whose lowest
/// bits, with 127 besides, are then an exponent's: no conversion, which would
/// take four times as long.
Value AttendMatrices::exponentiate(Value x) {
  constexpr float magic = 0x1.8p23F + 127;
  auto fma = [&](Value x, Value y, Value z) -> Value {
    return math::FmaOp::create(b, loc, x, y, z);
  };
  // Of minus infinity too; the power is then 2^-127, whose bits are zero.
  x = atLeast(number(-87.8F), x);
  Value shifted = fma(x, number(0x1.715476p+0F), number(magic)),
        power = arith::SubFOp::create(b, loc, shifted, number(magic));
  // Two's logarithm in two parts: products with the first are exact.
  Value rest = fma(power, number(-0.693359375F), x);
  rest = fma(power, number(2.12194442e-4F), rest);
  Value sum = number(1.98756912e-4F);
  for (float coefficient :
       {1.39819994e-3F, 8.33345205e-3F, 4.16657962e-2F, 1.66666657e-1F, 0.5F})
    sum = fma(sum, rest, number(coefficient));
  sum = fma(sum, mul(rest, rest), rest);
  sum = arith::AddFOp::create(b, loc, sum, number(1));
  Value bits = arith::ShLIOp::create(
      b, loc, arith::BitcastOp::create(b, loc, b.getI32Type(), shifted),
      constant32(23));
  return mul(sum, arith::BitcastOp::create(b, loc, b.getF32Type(), bits));
}

/// Scores to weights; the largest score, and the sum.
std::pair<Value, Value> AttendMatrices::weigh(Values &scores) {
  // Finite where a token sees nothing, so that all weights become zero.
  Value maximum = getLargest(scores, std::numeric_limits<float>::lowest());
  for (Value &score : scores)
    score = exponentiate(arith::SubFOp::create(b, loc, score, maximum));
  auto sumOf = [&](Value x, Value y) -> Value {
    return arith::AddFOp::create(b, loc, x, y);
  };
  Values partial = scores;
  for (size_t half = partial.size() / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; ++i)
      partial[i] = sumOf(partial[i], partial[half + i]);
  return {maximum, reduceLanes(partial[0], kSameRows, sumOf)};
}

/// Weights with their scales, rounded to 16 bits: to a number that is not
/// negative 2^23 is added, and then its lowest bits are those of the nearest
/// whole one, of two the even. What the row does not see has none, even if its
/// scale is no number, as where another sequence was. Returns what one of them
/// is worth.
Value AttendMatrices::writeWeights(Values weights, ArrayRef<Value> scales,
                                   Value seen, Value row) {
  Value levels = number(kLargestWeightDigits);
  if (!scales.empty())
    for (auto [i, weight] : llvm::enumerate(weights))
      weight = mul(weight, arith::SelectOp::create(
                               b, loc, isSeen(static_cast<int32_t>(i), seen),
                               scales[i], number(0)));
  Value most = getLargest(weights, kSmallestWeight);
  Value inverse = arith::DivFOp::create(b, loc, levels, most);
  Values words;
  for (Value &weight : weights) {
    weight =
        arith::AddFOp::create(b, loc, mul(weight, inverse), number(0x1p23F));
    weight = arith::BitcastOp::create(b, loc, b.getI32Type(), weight);
  }
  for (int64_t i = 0; i < kOwnPositions; i += 2)
    words.push_back(pickBytes(weights[i], weights[i + 1], {0, 1, 4, 5}));
  auto type = VectorType::get({kWordBytes}, b.getI32Type());
  int64_t vectors = kOwnPositions / kVectorWeights;
  for (int64_t i = 0; i < vectors; ++i) {
    Value four = vector::FromElementsOp::create(
        b, loc, type, ArrayRef(words).slice(i * kWordBytes, kWordBytes));
    memref::StoreOp::create(b, loc, four, this->weights,
                            ValueRange{threads.subgroup, add(times(t, 2), row),
                                       offset(times(g, vectors), i)});
  }
  return arith::DivFOp::create(b, loc, most, levels);
}
