//===- AttendScores.cpp - scores of a chunk's positions -------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

/// Of the thread's positions.
AttendMatrices::Scales AttendMatrices::readScales(Value chunk) {
  Value position = add(chunk, times(g, kOwnPositions));
  auto read = [&](Value scales) {
    Values all;
    for (int64_t i = 0; scales && i < kOwnPositions; i += kWordBytes)
      llvm::append_range(all, readFloats(scales, offset(position, i)));
    return all;
  };
  return {read(op.getKeyScales()), read(op.getRowScales())};
}

/// Matrices of two positions a thread whose sums are in registers together:
/// half of a chunk's, as all take more than there are.
static constexpr int64_t kMatricesTogether = 4;

/// Of the thread's positions, first those of row 2 t, then of 2 t + 1: scores
/// with their scales, minus infinity where a row sees nothing.
AttendMatrices::Values AttendMatrices::computeScores(const Rows &rows,
                                                     Value chunk,
                                                     ArrayRef<Value> scales) {
  Value position = add(chunk, times(g, kOwnPositions));
  Value seen[] = {countSeen(rows.visible[0], position),
                  countSeen(rows.visible[1], position)};
  Values scores(2 * kOwnPositions);
  for (int64_t first = 0; first < kOwnPositions / 2;
       first += kMatricesTogether) {
    Values sums = sumScores(rows, first);
    for (int64_t row = 0; row < 2; ++row)
      for (int64_t i = 0; i < 2 * kMatricesTogether; ++i) {
        // Of a matrix four sums are of the upper digits, and four of the lower.
        int64_t at = i / 2 * 8 + i % 2 * 2 + row, own = 2 * first + i;
        Value score = mul(joinDigits(sums[at], sums[at + 4]), rows.steps[row]);
        if (!scales.empty())
          score = mul(score, scales[own]);
        scores[row * kOwnPositions + own] = arith::SelectOp::create(
            b, loc, isSeen(static_cast<int32_t>(own), seen[row]), score,
            number(-std::numeric_limits<float>::infinity()));
      }
  }
  return scores;
}

/// Of matrices from `first` on: rows 2 t + {0, 1} of the first position, then
/// of the second.
AttendMatrices::Values AttendMatrices::sumScores(const Rows &rows,
                                                 int64_t first) {
  Values sums;
  for (int64_t matrix = 0; matrix < kMatricesTogether; ++matrix)
    for (const Values &offsets : rows.offsets)
      for (int64_t position = 0; position < 2; ++position)
        llvm::append_range(sums, offsets);
  for (int64_t step = 0, steps = countSteps(); step < steps; ++step)
    for (int64_t matrix = 0; matrix < kMatricesTogether; ++matrix) {
      Values codes = readStaged(keys, step, /*strip=*/0, first + matrix);
      for (int64_t digit = 0; digit < 2; ++digit)
        multiply(MutableArrayRef(sums).slice((2 * matrix + digit) * 4, 4),
                 codes, ArrayRef(rows.digits).slice(4 * step + 2 * digit, 2));
    }
  return sums;
}
