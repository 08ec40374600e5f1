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
  /// `multipliesWords`: numbers of 16 bits are multiplied as they are, by
  /// `trit.dot_words`.
  AttendLowering(AttendOp op, int64_t lanes, bool multipliesWords,
                 AttendTiles tiles);

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

  // Numbers of 16 bits, of queries and of weights: AttendNumbers.cpp.
  int64_t countSums() const { return byWords ? 1 : 2; }
  mlir::Value scratchNumbers(int64_t capacity, int64_t count);
  void writeDigits(mlir::Value upper, mlir::Value lower, mlir::Value digits,
                   mlir::Value row, mlir::Value at);
  void writeWords(mlir::Value numbers, mlir::Value words, mlir::Value row,
                  mlir::Value at);
  mlir::Value spreadNumbers(mlir::Value numbers, mlir::ValueRange at);
  mlir::Value readKeys(mlir::ValueRange at);
  /// Adds the products of a row's four numbers at `at` and vectors of a cache's
  /// bytes to those of `sums` that come next. What `trit.dot` takes unsigned
  /// are these bytes if they are codes, else the numbers' digits.
  void addProducts(mlir::Value numbers, mlir::Value row, mlir::Value at,
                   mlir::ValueRange bytes, bool areCodes, mlir::ValueRange sums,
                   llvm::SmallVectorImpl<mlir::Value> &added);
  /// The product of row `i` and vector `j` of so many, as f32.
  mlir::Value joinSums(mlir::ValueRange sums, int64_t i, int64_t j,
                       int64_t vectors);

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
  /// Whether keys are blocks of words, and numbers are multiplied with them as
  /// words of 16 bits.
  bool words, byWords;
  /// Then the position that is prefetched; see findNext.
  mlir::Value next;
  /// Then `[row, digit, feature]` of queries, the sums of these and
  /// `[row, digit, position]` of weights, or of words `[row, odd, half]`; what
  /// one of either is worth, and caches as vectors read them.
  mlir::Value queryNumbers, querySums, weightNumbers, steps, largestScores,
      keyBytes, rowBytes;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_ATTENDTOVECTOR_ATTENDLOWERING_H
