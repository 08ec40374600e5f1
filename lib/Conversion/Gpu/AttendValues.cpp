//===- AttendValues.cpp - values of a chunk, weighted ---------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

/// The chunk's values of row g are merged with those before.
void AttendMatrices::addValues(const Factors &factors, State &state) {
  auto value = state.values.begin();
  for (int64_t strip = 0; strip < values.strips; ++strip) {
    Values sums(4 * values.width, constant32(0));
    for (int64_t step = 0; step < kAttentionChunk / kStepBytes; ++step)
      multiplyValues(step, strip, sums);
    // Two columns, of each `width` features.
    for (int64_t column = 0; column < 2; ++column)
      for (int64_t i = 0; i < values.width; ++i, ++value) {
        Value sum = joinDigits(sums[4 * i + column], sums[4 * i + 2 + column]);
        *value = mergeValues(b, loc, *value, factors.before,
                             mul(sum, factors.step), factors.now);
      }
  }
}

/// Of 32 positions, the thread's features of a strip.
void AttendMatrices::multiplyValues(int64_t step, int64_t strip, Values &sums) {
  // Two words of four positions, of the upper digits and of the lower.
  Value at = offset(t, step * kRowThreads);
  Values pairs = split(memref::LoadOp::create(
             b, loc, weights, ValueRange{threads.subgroup, g, at})),
         codes;
  for (int64_t i = 0; i < kWordBytes; i += 2) {
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {1, 3, 5, 7}));
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {0, 2, 4, 6}));
  }
  for (int64_t i = 0; i < values.width; i += 2) {
    Values words = readStaged(values, step, strip, i / 2);
    for (int64_t column = 0; column < 2; ++column)
      multiply(MutableArrayRef(sums).slice(4 * (i + column), 4), codes,
               {words[column], words[2 + column]});
  }
}
