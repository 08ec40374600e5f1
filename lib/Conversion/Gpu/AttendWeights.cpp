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

/// Of a row, over the lanes that have its positions. What is compared in four
/// parts at a time waits less.
Value AttendMatrices::getLargest(ArrayRef<Value> numbers, float least) {
  Values parts(4, number(least));
  for (auto [i, x] : llvm::enumerate(numbers))
    parts[i % 4] = atLeast(x, parts[i % 4]);
  Value largest =
      atLeast(atLeast(parts[0], parts[1]), atLeast(parts[2], parts[3]));
  return reduceLanes(largest, kSameRows,
                     [&](Value x, Value y) { return atLeast(y, x); });
}

/// Scores to weights; the largest score, and the sum.
std::pair<Value, Value> AttendMatrices::weigh(Values &scores) {
  // Finite where a token sees nothing, so that all weights become zero.
  Value maximum = getLargest(scores, std::numeric_limits<float>::lowest());
  for (Value &score : scores)
    score = math::ExpOp::create(b, loc,
                                arith::SubFOp::create(b, loc, score, maximum));
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
