//===- AttendScores.cpp - scores of a chunk's positions -------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

/// Of the thread's positions, first those of row 2 t, then of 2 t + 1: scores
/// with their scales, minus infinity where a row sees nothing.
AttendMatrices::Values AttendMatrices::computeScores(const Rows &rows,
                                                     Value chunk) {
  // Matrices of two positions a thread: rows 2 t + {0, 1} of the first, then of
  // the second.
  Values sums;
  for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix)
    for (const Values &offsets : rows.offsets)
      for (int64_t position = 0; position < 2; ++position)
        llvm::append_range(sums, offsets);
  sums = accumulate(
      steps, sums, [&](Value step) { return readKeys(chunk, step); },
      [&](Value step, ArrayRef<Value> read, Values &sums) {
        addKeys(step, read, sums);
      });
  Value position = add(chunk, times(g, kOwnPositions));
  Values scales;
  if (op.getKeyScales())
    for (int64_t i = 0; i < kOwnPositions; i += kWordBytes)
      llvm::append_range(scales,
                         readFloats(op.getKeyScales(), offset(position, i)));
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

/// Of 32 features eight, each with the thread's positions.
AttendMatrices::Values AttendMatrices::readKeys(Value chunk, Value step) {
  Value position = times(g, kOwnPositions);
  Value inBlock = arith::RemUIOp::create(b, loc, position, constant(block));
  Value number =
      arith::DivUIOp::create(b, loc, add(chunk, position), constant(block));
  // What lies behind the last block is nobody's to read.
  int64_t blocks = cast<ShapedType>(op.getKeys().getType()).getDimSize(0);
  if (blocks * block % kAttentionChunk != 0)
    number = arith::MinUIOp::create(b, loc, number, constant(blocks - 1));
  Value first = add(times(t, 2 * kWordBytes), times(step, kStepBytes));
  Values words;
  for (int64_t i = 0; i < 2 * kWordBytes; ++i) {
    Value feature = offset(first, i);
    if (headDim % kStepBytes != 0) // Digits of what does not exist are zero.
      feature = arith::MinUIOp::create(b, loc, feature, constant(headDim - 1));
    llvm::append_range(words,
                       readWords(op.getKeys(), {number, feature, inBlock},
                                 kOwnPositions / kWordBytes));
  }
  return words;
}

void AttendMatrices::addKeys(Value step, ArrayRef<Value> read, Values &sums) {
  constexpr int64_t perFeature = kOwnPositions / kWordBytes;
  Value flip = constant32(static_cast<int32_t>(0x80808080U));
  // Words of four features: of each position the first and the second.
  Values words[2];
  for (int64_t word = 0; word < 2; ++word)
    for (int64_t four = 0; four < perFeature; ++four) {
      Values features;
      for (int64_t i = 0; i < kWordBytes; ++i)
        features.push_back(read[(word * kWordBytes + i) * perFeature + four]);
      for (Value transposed : transpose(features))
        words[word].push_back(arith::XOrIOp::create(b, loc, transposed, flip));
    }
  Values query =
      split(memref::LoadOp::create(b, loc, digits, ValueRange{step, lane}));
  for (int64_t matrix = 0; matrix < kOwnPositions / 2; ++matrix) {
    Values codes;
    for (const Values &word : words)
      codes.append({word[2 * matrix], word[2 * matrix + 1]});
    for (int64_t digit = 0; digit < 2; ++digit)
      multiply(MutableArrayRef(sums).slice((2 * matrix + digit) * 4, 4), codes,
               ArrayRef(query).slice(2 * digit, 2));
  }
}
