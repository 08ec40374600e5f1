//===- AttendValues.cpp - values of a chunk, weighted ---------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

/// Features of a strip whose sums are in registers together: all of a wide one
/// take more than there are.
static constexpr int64_t kFeaturesTogether = 8;

/// The chunk's values of row g are merged with those before.
void AttendMatrices::addValues(const Factors &factors, State &state) {
  SmallVector<Values> codes;
  for (int64_t step = 0; step < kAttentionChunk / kStepBytes; ++step)
    codes.push_back(readWeights(step));
  for (int64_t strip = 0; strip < values.strips; ++strip)
    for (int64_t first = 0; first < values.width; first += kFeaturesTogether) {
      int64_t count = std::min(kFeaturesTogether, values.width - first);
      Values sums(4 * count, constant32(0));
      for (auto [step, words] : llvm::enumerate(codes))
        multiplyValues(words, static_cast<int64_t>(step), strip, first, sums);
      // Two columns, of each `width` features.
      for (int64_t column = 0; column < 2; ++column)
        for (int64_t i = 0; i < count; ++i) {
          Value &value =
              state.values[(strip * 2 + column) * values.width + first + i];
          Value sum =
              joinDigits(sums[4 * i + column], sums[4 * i + 2 + column]);
          value = mergeValues(b, loc, value, factors.before,
                              mul(sum, factors.step), factors.now);
        }
    }
}

/// Of 32 positions, two words of four positions, of the upper digits and of the
/// lower.
AttendMatrices::Values AttendMatrices::readWeights(int64_t step) {
  Value at = offset(t, step * kRowThreads);
  Values pairs = split(memref::LoadOp::create(
             b, loc, weights, ValueRange{threads.subgroup, g, at})),
         codes;
  for (int64_t i = 0; i < kWordBytes; i += 2) {
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {1, 3, 5, 7}));
    codes.push_back(pickBytes(pairs[i], pairs[i + 1], {0, 2, 4, 6}));
  }
  return codes;
}

/// Of 32 positions, the thread's features of a strip from `first` on.
void AttendMatrices::multiplyValues(ArrayRef<Value> codes, int64_t step,
                                    int64_t strip, int64_t first,
                                    MutableArrayRef<Value> sums) {
  for (int64_t i = 0; i < static_cast<int64_t>(sums.size()) / 4; i += 2) {
    Values words = readStaged(values, step, strip, (first + i) / 2);
    for (int64_t column = 0; column < 2; ++column)
      multiply(sums.slice(4 * (i + column), 4), codes,
               {words[column], words[2 + column]});
  }
}
