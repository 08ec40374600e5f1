//===- AttendMatrices.h - attention of many tokens by matrices ------------===//
//
// The warps of a workgroup attend with eight rows each, which are heads of
// tokens, to 128 positions at a time. Threads are numbered as in fragments of
// `mma_16x8x32`: lane l has g = l div 4 and t = l mod 4.
//
// - A chunk's keys and values come to the workgroup's memory once for all
//   warps, as what a thread multiplies (AttendStaging.cpp).
// - Scores are keys times queries: thread (g, t) has positions 16 g + {0, ...,
//   15} of a chunk for rows 2 t + {0, 1}, and so softmax is computed.
// - Values are weights times values: the 16 rows of a matrix are the upper and
//   the lower digits of the eight, and thread (g, t) has features of row g.
//
// In between a warp's weights go through memory as well. Warps meet twice a
// chunk: when its keys are there, and when its values and weights are.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H
#define TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H

#include "../LoopBuilder.h"
#include "Products.h"
#include "dialects/Tern/Tern.h"

namespace tern {

/// Lowers one `tern.attend` of many tokens over caches of i8, on buffers, to
/// what the threads of a workgroup do, each with its warp's rows.
class AttendMatrices : LoopBuilder {
public:
  /// With at most so many `bytes` of the workgroup's memory, if there is a way.
  AttendMatrices(AttendOp op, const KernelThreads &threads, int64_t bytes);

  void run();

private:
  using Values = llvm::SmallVector<mlir::Value>;

  /// What is known of rows 2 t + {0, 1} before the first position.
  struct Rows {
    Values offsets[2]; ///< what sums of the upper and of the lower digits begin
                       ///< with
    Values steps;      ///< what a score's one is worth
    Values visible;    ///< positions that are seen
    Values digits;     ///< a step's two words of upper and two of lower digits
  };
  /// What the threads bring to the workgroup's memory of a chunk, in blocks of
  /// eight rows of eight bytes.
  struct Staged {
    int64_t rows, columns; ///< blocks
    /// Columns that a thread multiplies next to each other, and strips of eight
    /// threads' columns.
    int64_t width, strips;
    int32_t turned; ///< bits of a word that are turned
    /// A block's words, row by row.
    Values (AttendMatrices::*read)(mlir::Value chunk, mlir::Value row,
                                   mlir::Value column);
    /// Vectors of four words, `[step, strip, pair of columns, slot]`.
    mlir::Value memory = {};
  };
  /// A chunk's, of the thread's positions.
  struct Scales {
    Values keys, rows;
  };
  /// What goes from chunk to chunk: of rows 2 t + {0, 1}, and values of row g.
  struct State {
    Values maxima, sums, values;

    Values list() const;
    State withList(mlir::ValueRange list) const;
  };
  /// What a chunk's weights are merged with, of row g.
  struct Factors {
    mlir::Value step, before, now;
  };

  void attend(mlir::Value first);
  /// `keys` is what was read of the chunk's, and becomes the next one's.
  void attendChunk(mlir::Value chunk, const Rows &known, Values &keys,
                   State &state);
  void store(mlir::Value first, const State &state);

  // AttendStaging.cpp.
  void allocate(int64_t bytes);
  /// A thread's words of a chunk's blocks; none if they are read when they are
  /// written, as registers hold no more.
  Values readAhead(const Staged &staged, mlir::Value chunk);
  void stage(const Staged &staged, mlir::Value chunk,
             llvm::ArrayRef<mlir::Value> ahead);
  /// Blocks that a thread has, and its i'th: the row, the column and, where
  /// not all threads have one, whether it exists; else it is the last.
  int64_t countOwn(const Staged &staged) const;
  struct Place {
    mlir::Value row, column, exists;
  };
  Place getPlace(const Staged &staged, int64_t i);
  void write(const Staged &staged, const Place &place,
             llvm::ArrayRef<mlir::Value> read);
  /// Where of a vector's 32 is that of thread (g, t); of pairs, the upper or
  /// the lower four.
  mlir::Value getSlot(mlir::Value g, mlir::Value t, mlir::Value upper);
  /// What this thread multiplies: four words.
  Values readStaged(const Staged &staged, int64_t step, int64_t strip,
                    int64_t pair);
  Values readKeys(mlir::Value chunk, mlir::Value row, mlir::Value column);
  Values readValues(mlir::Value chunk, mlir::Value row, mlir::Value column);

  // AttendQueries.cpp.
  Rows formRows(mlir::Value first);
  /// The thread's words of row g's query, scaled by `inverse`, step by step;
  /// the sums of the upper and of the lower ones.
  std::array<mlir::Value, 2> formDigits(llvm::ArrayRef<Values> query,
                                        mlir::Value inverse, Values &digits);

  // AttendScores.cpp.
  Scales readScales(mlir::Value chunk);
  Values computeScores(const Rows &rows, mlir::Value chunk,
                       llvm::ArrayRef<mlir::Value> scales);
  Values sumScores(const Rows &rows, int64_t first);

  // AttendWeights.cpp.
  Factors formWeights(const Rows &rows, mlir::Value chunk,
                      llvm::ArrayRef<mlir::Value> scores,
                      llvm::ArrayRef<mlir::Value> scales, State &state);
  std::pair<mlir::Value, mlir::Value> weigh(Values &scores);
  mlir::Value exponentiate(mlir::Value x);
  mlir::Value getLargest(llvm::ArrayRef<mlir::Value> numbers, float least);
  mlir::Value writeWeights(Values weights, llvm::ArrayRef<mlir::Value> scales,
                           mlir::Value seen, mlir::Value row);

  // AttendValues.cpp.
  void addValues(const Factors &factors, State &state);
  Values readWeights(int64_t step);
  void multiplyValues(llvm::ArrayRef<mlir::Value> codes, int64_t step,
                      int64_t strip, int64_t first,
                      llvm::MutableArrayRef<mlir::Value> sums);

  // Building blocks.
  /// Steps of a score: products of 32 features.
  int64_t countSteps() const;
  mlir::Value constant32(int32_t value);
  mlir::Value number(float value);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value times(mlir::Value x, int64_t y);
  mlir::Value toI32(mlir::Value index);
  /// How many of a thread's positions, from the first on, lie before `end`; if
  /// less than one, none. And whether one of them does.
  mlir::Value countSeen(mlir::Value end, mlir::Value position);
  mlir::Value isSeen(int32_t position, mlir::Value count);
  mlir::Value readLane(mlir::Value value, mlir::Value lane);
  /// Over the lanes whose numbers differ in `bits`, the first first.
  mlir::Value
  reduceLanes(mlir::Value value, llvm::ArrayRef<int64_t> bits,
              llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> of);
  /// Row g's, of what is known of rows 2 t + {0, 1}, and the other way round.
  mlir::Value toOwnRow(llvm::ArrayRef<mlir::Value> pair);
  Values toPair(mlir::Value ofOwnRow);
  Values split(mlir::Value vector);
  /// Words of bytes next to each other.
  Values readWords(mlir::Value buffer, mlir::ValueRange at, int64_t count);
  Values readFloats(mlir::Value buffer, mlir::ValueRange at);
  /// A word of bytes of two others, numbered from the first's lowest on.
  mlir::Value pickBytes(mlir::Value x, mlir::Value y,
                        llvm::ArrayRef<int64_t> bytes);
  /// Byte i of word j as byte j of word i.
  Values transpose(llvm::ArrayRef<mlir::Value> words);
  /// `256 * upper + lower`, as f32.
  mlir::Value joinDigits(mlir::Value upper, mlir::Value lower);
  void multiply(llvm::MutableArrayRef<mlir::Value> sums,
                llvm::ArrayRef<mlir::Value> codes,
                llvm::ArrayRef<mlir::Value> activations);
  /// A loop that stays one: what comes of it unrolled exceeds the cache of
  /// instructions.
  Values roll(int64_t count, mlir::ValueRange carried, Body body);
  AttendOp op;
  const KernelThreads &threads;
  int64_t heads, headDim, block;
  /// Of keys a step is 32 features, of values 32 positions.
  Staged keys, values;
  /// Whether these have the same memory.
  bool shares = false;
  mlir::Value rows, lane, g, t;
  /// The workgroup's memory: `[warp, row, position]`, numbers of 16 bits.
  mlir::Value weights;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H
