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

/// Of the thread's positions, first those of row 2 t, then of 2 t + 1: scores
/// with their scales, minus infinity where a row sees nothing.
AttendMatrices::Values AttendMatrices::computeScores(const Rows &rows,
                                                     Value chunk,
                                                     ArrayRef<Value> scales) {
  // Matrices of two positions a thread: rows 2 t + {0, 1} of the first, then of
  // the second.
  Values sums;
  for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix)
    for (const Values &offsets : rows.offsets)
      for (int64_t position = 0; position < 2; ++position)
        llvm::append_range(sums, offsets);
  for (int64_t step = 0, steps = countSteps(); step < steps; ++step)
    for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix) {
      Values codes = readStaged(keys, step, /*strip=*/0, matrix);
      for (int64_t digit = 0; digit < 2; ++digit)
        multiply(MutableArrayRef(sums).slice((2 * matrix + digit) * 4, 4),
                 codes, ArrayRef(rows.digits).slice(4 * step + 2 * digit, 2));
    }
  Value position = add(chunk, times(g, kOwnPositions));
  Values scores;
  for (int64_t row = 0; row < 2; ++row) {
    Value seen = countSeen(rows.visible[row], position);
    for (int64_t i = 0; i < kOwnPositions; ++i) {
      // Of a matrix four sums are of the upper digits, and four of the lower.
      int64_t at = i / 2 * 8 + i % 2 * 2 + row;
      Value score = mul(joinDigits(sums[at], sums[at + 4]), rows.steps[row]);
      if (!scales.empty())
        score = mul(score, scales[i]);
      scores.push_back(arith::SelectOp::create(
          b, loc, isSeen(static_cast<int32_t>(i), seen), score,
          number(-std::numeric_limits<float>::infinity())));
    }
  }
  return scores;
}
