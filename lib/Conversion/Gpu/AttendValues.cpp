//===- AttendValues.cpp - values of a chunk, weighted ---------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

/// The chunk's values of row g are merged with those before.
void AttendMatrices::addValues(Value chunk, const Factors &factors,
                               State &state) {
  auto values = state.values.begin();
  for (int64_t strip = 0; strip < strips; ++strip) {
    Values sums = accumulate(
        kAttentionChunk / kStepBytes, Values(4 * width, constant32(0)),
        [&](Value step) { return readValues(chunk, strip, step); },
        [&](Value step, ArrayRef<Value> read, Values &sums) {
          multiplyValues(step, read, sums);
        });
    // Two columns, of each `width` features.
    for (int64_t column = 0; column < 2; ++column)
      for (int64_t i = 0; i < width; ++i, ++values) {
        Value sum = joinDigits(sums[4 * i + column], sums[4 * i + 2 + column]);
        *values = mergeValues(b, loc, *values, factors.before,
                              mul(sum, factors.step), factors.now);
      }
  }
}

/// Of 32 positions eight, each with the thread's features of a strip.
AttendMatrices::Values AttendMatrices::readValues(Value chunk, int64_t strip,
                                                  Value step) {
  Value feature = offset(times(g, width), strip * kStripThreads * width);
  if ((strip + 1) * kStripThreads * width > headDim)
    feature =
        arith::MinUIOp::create(b, loc, feature, constant(headDim - width));
  Value first =
      add(chunk, add(times(t, 2 * kWordBytes), times(step, kStepBytes)));
  int64_t positions = cast<ShapedType>(op.getRows().getType()).getDimSize(0);
  Values words;
  for (int64_t i = 0; i < 2 * kWordBytes; ++i) {
    Value position = offset(first, i);
    // What lies behind the last is nobody's to read, and has no weight.
    if (positions % kAttentionChunk != 0)
      position =
          arith::MinUIOp::create(b, loc, position, constant(positions - 1));
    llvm::append_range(words, readWords(op.getRows(), {position, feature},
                                        width / kWordBytes));
  }
  return words;
}

void AttendMatrices::multiplyValues(Value step, ArrayRef<Value> read,
                                    Values &sums) {
  // Two words of four positions, of the upper digits and of the lower.
  Value at = add(times(step, kRowThreads), t);
  Values pairs =
             split(memref::LoadOp::create(b, loc, weights, ValueRange{g, at})),
         codes;
  for (int64_t i = 0; i < kWordBytes; i += 2) {
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {1, 3, 5, 7}));
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {0, 2, 4, 6}));
  }
  int64_t perPosition = width / kWordBytes;
  for (int64_t word = 0; word < perPosition; ++word) {
    Values transposed[2];
    for (int64_t half = 0; half < 2; ++half) {
      Values positions;
      for (int64_t i = 0; i < kWordBytes; ++i)
        positions.push_back(read[(half * kWordBytes + i) * perPosition + word]);
      transposed[half] = transpose(positions);
    }
    for (int64_t i = 0; i < kWordBytes; ++i)
      multiply(MutableArrayRef(sums).slice(4 * (word * kWordBytes + i), 4),
               codes, {transposed[0][i], transposed[1][i]});
  }
}
