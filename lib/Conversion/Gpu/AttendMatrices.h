//===- AttendMatrices.h - attention of many tokens by matrices ------------===//
//
// A warp attends with eight rows, which are heads of tokens, to 128 positions
// at a time. Threads are numbered as in fragments of `mma_16x8x32`: lane l has
// g = l div 4 and t = l mod 4.
//
// - Scores are keys times queries: thread (g, t) has positions 16 g + {0, ...,
//   15} of a chunk for rows 2 t + {0, 1}, and so softmax is computed.
// - Values are weights times values: the 16 rows of a matrix are the upper and
//   the lower digits of the eight, and thread (g, t) has features of row g.
//
// In between weights go through the workgroup's memory. Caches are read as they
// lie, 16 bytes a thread, of which blocks of four times four are transposed:
// matrices want words of four features of a key, and of four positions of a
// value.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H
#define TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H

#include "../LoopBuilder.h"
#include "dialects/Tern/Tern.h"

namespace tern {

/// Lowers one `tern.attend` of many tokens over caches of i8, on buffers, to
/// what the threads of a warp do.
class AttendMatrices : LoopBuilder {
public:
  explicit AttendMatrices(AttendOp op);

  void run();

private:
  using Values = llvm::SmallVector<mlir::Value>;

  /// What is known of rows 2 t + {0, 1} before the first position.
  struct Rows {
    Values offsets[2]; ///< what sums of the upper and of the lower digits begin
                       ///< with
    Values steps;      ///< what a score's one is worth
    Values visible;    ///< positions that are seen
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
  void store(mlir::Value first, const State &state);

  // AttendQueries.cpp.
  Rows formRows(mlir::Value first);
  /// The thread's words of row g's query, scaled by `inverse`, into `digits`;
  /// the sums of the upper and of the lower ones.
  std::array<mlir::Value, 2> writeDigits(llvm::ArrayRef<Values> query,
                                         mlir::Value inverse);

  // AttendScores.cpp.
  Values computeScores(const Rows &rows, mlir::Value chunk);
  Values readKeys(mlir::Value chunk, mlir::Value step);
  void addKeys(mlir::Value step, llvm::ArrayRef<mlir::Value> read,
               Values &sums);

  // AttendWeights.cpp.
  Factors formWeights(mlir::Value chunk, llvm::ArrayRef<mlir::Value> scores,
                      State &state);
  std::pair<mlir::Value, mlir::Value> weigh(Values &scores);
  Values readRowScales(mlir::Value position);
  mlir::Value writeWeights(Values weights, llvm::ArrayRef<mlir::Value> scales,
                           mlir::Value row);

  // AttendValues.cpp.
  void addValues(mlir::Value chunk, const Factors &factors, State &state);
  Values readValues(mlir::Value chunk, int64_t strip, mlir::Value step);
  void multiplyValues(mlir::Value step, llvm::ArrayRef<mlir::Value> read,
                      Values &sums);

  // Building blocks.
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
  /// Sums of so many steps, each added to them as it is read.
  Values accumulate(
      int64_t steps, Values sums,
      llvm::function_ref<Values(mlir::Value step)> read,
      llvm::function_ref<void(mlir::Value step,
                              llvm::ArrayRef<mlir::Value> read, Values &sums)>
          addTo);

  AttendOp op;
  int64_t heads, headDim, block;
  /// Products of 32 features of a score; features of a value that a thread
  /// reads at once, and strips of eight threads' that a head has.
  int64_t steps, width, strips;
  mlir::Value rows, lane, g, t;
  /// The workgroup's memory: `[row, position]`, numbers of 16 bits; and `[step,
  /// lane]`, two words of upper and two of lower digits of a query.
  mlir::Value weights, digits;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ATTENDMATRICES_H
