//===- AttendLowering.h - one tern.attend as loops of vectors -------------===//
#ifndef TERN_LIB_CONVERSION_ATTENDTOVECTOR_ATTENDLOWERING_H
#define TERN_LIB_CONVERSION_ATTENDTOVECTOR_ATTENDLOWERING_H

#include "../LoopBuilder.h"
#include "dialects/Tern/Tern.h"

namespace tern {

/// What stays in registers; see the options of
/// `convert-tern-attend-to-vector`.
struct AttendTiles {
  int64_t scoreRows, scoreVectors;
  int64_t valueRows, valueVectors;
  /// Bytes ahead that caches are prefetched; 0 for not.
  int64_t prefetch;
};

/// Lowers one `tern.attend` on buffers. Its query rows are the heads of its
/// tokens, one after the other; scratch on the stack holds for each the scaled
/// query, the weights of a chunk's positions and its weighted values.
class AttendLowering : LoopBuilder {
public:
  AttendLowering(AttendOp op, int64_t lanes, AttendTiles tiles);

  void run();

private:
  using Row = llvm::function_ref<void(mlir::Value row)>;
  using RowTile = llvm::function_ref<void(mlir::Value row, int64_t count)>;

  /// Scaled queries, and the state of no position.
  void begin();
  void computeChunk(mlir::Value chunk);
  /// `weights[r, column + p]` of a block's positions p: their scores.
  void computeScores(mlir::Value block, mlir::Value column);
  void computeScoreTile(mlir::Value row, int64_t count, mlir::Value block,
                        mlir::Value column, mlir::Value vector);
  std::pair<llvm::SmallVector<mlir::Value>, mlir::Value>
  maskScores(mlir::Value row, mlir::Value chunk);
  /// Scores to weights, merged into the row's state.
  void computeWeights(mlir::Value row, mlir::Value chunk,
                      llvm::ArrayRef<mlir::Value> scores, mlir::Value maximum);
  void accumulateValues(mlir::Value chunk, mlir::Value count);
  void accumulateValueTile(mlir::Value row, int64_t count, mlir::Value feature,
                           int64_t vectors, bool inBounds, mlir::Value first,
                           mlir::Value positions, mlir::Value chunk);
  void forValueTiles(llvm::function_ref<void(mlir::Value row, int64_t count,
                                             mlir::Value feature,
                                             int64_t vectors, bool inBounds)>
                         body);
  void mergeValuesOf(mlir::Value row);
  void mergeValuesAt(mlir::ValueRange at, bool inBounds, mlir::Value before,
                     mlir::Value now, mlir::Value weight);
  void normalize(mlir::Value row);

  // Products of bytes: AttendDigits.cpp.
  void prepareDigits(int64_t capacity);
  void formQueryDigits(mlir::Value row,
                       llvm::ArrayRef<mlir::Value> tokenAndHead);
  void computeDigitWeights(mlir::Value chunk, mlir::Value count);
  llvm::SmallVector<mlir::Value> readWeights(mlir::Value row);
  void formWeightDigits(mlir::Value row, llvm::ArrayRef<mlir::Value> weights);
  void computeDigitScoreTile(mlir::Value row, int64_t count, mlir::Value block,
                             mlir::Value column, mlir::Value vector);
  void accumulateDigitValues(mlir::Value chunk, mlir::Value count);
  void accumulateDigitValueTile(mlir::Value row, int64_t count,
                                mlir::Value feature, int64_t vectors,
                                bool inBounds, mlir::Value first,
                                mlir::Value end, mlir::Value nextBlock);
  void prefetchLines(mlir::Value cache, mlir::ValueRange at, int64_t bytes);
  void prefetchValues(mlir::Value row, mlir::Value count);
  void findNext(mlir::Value chunk);
  mlir::Value asBytes(mlir::Value cache);
  mlir::Value readBytes(mlir::Value cache, mlir::ValueRange at, bool inBounds);
  mlir::Value spreadDigits(mlir::Value digits, mlir::ValueRange at);
  void writeDigits(mlir::Value upper, mlir::Value lower, mlir::Value digits,
                   mlir::Value row, mlir::Value at);
  mlir::Value joinDigits(mlir::Value upper, mlir::Value lower);
  mlir::Value dot(mlir::Value sum, mlir::Value codes, mlir::Value activations);

  // Building blocks.
  mlir::Value number(float value) {
    return mlir::arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
  }
  mlir::Value mul(mlir::Value x, mlir::Value y) {
    return mlir::arith::MulFOp::create(b, loc, x, y);
  }
  mlir::Value scratch(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  mlir::Value load(mlir::Value buffer, mlir::ValueRange at);
  void store(mlir::Value scalar, mlir::Value buffer, mlir::ValueRange at);
  /// A vector of the last dimension, widened to f32.
  mlir::Value read(mlir::Value buffer, mlir::ValueRange at,
                   bool inBounds = true);
  /// What a later row will read of `vectors`, which may lie beyond the end.
  void prefetch(mlir::Value cache, mlir::ValueRange at, int64_t vectors);
  void write(mlir::Value vector, mlir::Value buffer, mlir::ValueRange at,
             bool inBounds = true);
  void forRows(Row body);
  /// All rows, `tile` at a time, and what is left.
  void forRowTiles(int64_t tile, RowTile body);
  /// A row's token and head.
  llvm::SmallVector<mlir::Value> tokenAndHead(mlir::Value row);
  bool inBounds(int64_t part) const { return (part + 1) * lanes <= headDim; }

  AttendOp op;
  AttendTiles tiles;
  int64_t heads, headDim, parts, block;
  /// The number of rows if it is static.
  std::optional<int64_t> staticRows;
  mlir::Value rows, weights, mergeWeights;
  /// Scaled queries and a chunk's weighted values, of f32.
  mlir::Value queries, chunkValues;
  /// Whether keys are blocks of words.
  bool words;
  /// Then the position that is prefetched; see findNext.
  mlir::Value next;
  /// Then `[row, digit, feature]` of queries, the sums of these and
  /// `[row, digit, position]` of weights, what one of either is worth, and
  /// caches as vectors read them.
  mlir::Value queryDigits, querySums, weightDigits, steps, largestScores,
      keyBytes, rowBytes;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_ATTENDTOVECTOR_ATTENDLOWERING_H
