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

AttendMatrices::Factors AttendMatrices::formWeights(const Rows &rows,
                                                    Value chunk, Values scores,
                                                    State &state) {
  auto largestOf = [&](Value x, Value y) { return atLeast(y, x); };
  auto sumOf = [&](Value x, Value y) -> Value {
    return arith::AddFOp::create(b, loc, x, y);
  };
  Values scales = readRowScales(add(chunk, times(g, kOwnPositions)));
  Values step, before, now;
  for (int64_t row = 0; row < 2; ++row) {
    Values mine;
    for (int64_t i = 0; i < kOwnPositions; ++i)
      mine.push_back(scores[2 * i + row]);
    // Finite where a token sees nothing, so that all weights become zero.
    Value maximum = number(std::numeric_limits<float>::lowest());
    for (Value score : mine)
      maximum = atLeast(score, maximum);
    maximum = reduceLanes(maximum, kSameRows, largestOf);
    for (Value &weight : mine)
      weight = math::ExpOp::create(
          b, loc, arith::SubFOp::create(b, loc, weight, maximum));
    Values partial = mine;
    for (size_t half = partial.size() / 2; half > 0; half /= 2)
      for (size_t i = 0; i < half; ++i)
        partial[i] = sumOf(partial[i], partial[half + i]);
    MergedSoftmax merged(b, loc, state.maxima[row], state.sums[row], maximum,
                         reduceLanes(partial[0], kSameRows, sumOf));
    state.maxima[row] = merged.maximum;
    state.sums[row] = merged.sum;
    before.push_back(merged.first);
    now.push_back(merged.second);

    Value most = number(kSmallestWeight);
    for (auto [i, weight] : llvm::enumerate(mine)) {
      if (!scales.empty())
        weight = mul(weight, scales[i]);
      most = atLeast(weight, most);
    }
    most = reduceLanes(most, kSameRows, largestOf);
    Value levels = number(kLargestWeightDigits);
    step.push_back(arith::DivFOp::create(b, loc, most, levels));
    writeWeights(mine, arith::DivFOp::create(b, loc, levels, most), row);
  }
  return {toOwnRow(step), toOwnRow(before), toOwnRow(now)};
}

/// Of the thread's positions; zero behind the last, where what is left of
/// another sequence may be no number.
AttendMatrices::Values AttendMatrices::readRowScales(Value position) {
  Values scales;
  if (!op.getRowScales())
    return scales;
  for (int64_t i = 0; i < kOwnPositions; i += kWordBytes)
    llvm::append_range(scales,
                       readFloats(op.getRowScales(), offset(position, i)));
  Value count = countSeen(op.getEnd(), position);
  for (auto [i, scale] : llvm::enumerate(scales))
    scale = arith::SelectOp::create(
        b, loc, isSeen(static_cast<int32_t>(i), count), scale, number(0));
  return scales;
}

/// Rounded to 16 bits: to a number that is not negative 2^23 is added, and then
/// its lowest bits are those of the nearest whole one, of two the even.
void AttendMatrices::writeWeights(ArrayRef<Value> weights, Value inverse,
                                  int64_t row) {
  Values rounded = llvm::map_to_vector(weights, [&](Value weight) -> Value {
    Value sum =
        arith::AddFOp::create(b, loc, mul(weight, inverse), number(0x1p23F));
    return arith::BitcastOp::create(b, loc, b.getI32Type(), sum);
  });
  Values words;
  for (size_t i = 0; i < rounded.size(); i += 2)
    words.push_back(pickBytes(rounded[i], rounded[i + 1], {0, 1, 4, 5}));
  auto type = VectorType::get({kWordBytes}, b.getI32Type());
  int64_t vectors = kOwnPositions / kVectorWeights;
  for (int64_t i = 0; i < vectors; ++i) {
    Value four = vector::FromElementsOp::create(
        b, loc, type, ArrayRef(words).slice(i * kWordBytes, kWordBytes));
    memref::StoreOp::create(
        b, loc, four, this->weights,
        ValueRange{offset(times(t, 2), row), offset(times(g, vectors), i)});
  }
}

/// The chunk's values of row g are merged with those before.
void AttendMatrices::addValues(Value chunk, const Factors &factors,
                               State &state) {
  // Codes of 32 positions: a thread has eight of these.
  SmallVector<Values> codes;
  for (int64_t step = 0; step < kAttentionChunk / kStepBytes; ++step) {
    Value eight = memref::LoadOp::create(
        b, loc, weights, ValueRange{g, offset(t, step * kRowThreads)});
    Values words;
    for (int64_t i = 0; i < kWordBytes; ++i)
      words.push_back(
          vector::ExtractOp::create(b, loc, eight, ArrayRef<int64_t>{i}));
    Values &matrix = codes.emplace_back();
    for (int64_t i = 0; i < kWordBytes; i += 2) {
      matrix.push_back(pickBytes(words[i], words[i + 1], {1, 3, 5, 7}));
      matrix.push_back(pickBytes(words[i], words[i + 1], {0, 2, 4, 6}));
    }
  }
  auto values = state.values.begin();
  for (int64_t strip = 0; strip < strips; ++strip)
    for (Value sum : multiplyValues(chunk, strip, codes)) {
      *values = mergeValues(b, loc, *values, factors.before,
                            mul(sum, factors.step), factors.now);
      ++values;
    }
}

/// Of row g and a strip of features those that the thread has: `width` of one
/// column and as many of the next.
AttendMatrices::Values
AttendMatrices::multiplyValues(Value chunk, int64_t strip,
                               ArrayRef<Values> weights) {
  Value feature = offset(times(g, width), strip * kStripThreads * width);
  if ((strip + 1) * kStripThreads * width > headDim)
    feature =
        arith::MinUIOp::create(b, loc, feature, constant(headDim - width));
  Value last = arith::SubIOp::create(b, loc, op.getEnd(), constant(1));
  bool whole = cast<ShapedType>(op.getRows().getType()).getDimSize(0) %
                   kAttentionChunk ==
               0;
  Values sums(4 * width, constant32(0));
  for (auto [step, codes] : llvm::enumerate(weights)) {
    SmallVector<Values> read;
    for (int64_t i = 0; i < 2 * kWordBytes; ++i) {
      Value position = offset(add(chunk, times(t, 2 * kWordBytes)),
                              static_cast<int64_t>(step) * kStepBytes + i);
      // What lies behind the last has no weight.
      if (!whole)
        position = arith::MinUIOp::create(b, loc, position, last);
      read.push_back(
          readWords(op.getRows(), {position, feature}, width / kWordBytes));
    }
    for (int64_t word = 0; word < width / kWordBytes; ++word) {
      auto four = [&](int64_t first) {
        return transpose({read[first][word], read[first + 1][word],
                          read[first + 2][word], read[first + 3][word]});
      };
      Values lower = four(0), upper = four(kWordBytes);
      for (int64_t i = 0; i < kWordBytes; ++i) {
        MutableArrayRef<Value> sum =
            MutableArrayRef(sums).slice(4 * (word * kWordBytes + i), 4);
        Values product = multiply(sum, codes, {lower[i], upper[i]});
        llvm::copy(product, sum.begin());
      }
    }
  }
  Values results;
  for (int64_t column = 0; column < 2; ++column)
    for (int64_t i = 0; i < width; ++i)
      results.push_back(
          joinDigits(sums[4 * i + column], sums[4 * i + 2 + column]));
  return results;
}
