//===- AttendThreads.h - attention of one token by a workgroup ------------===//
//
// The threads walk the positions in batches of 32. Of a batch's keys a thread
// reads four positions of a feature at a time, so a warp has 32 positions of
// four features; of its values four features of a position. A warp's lanes are
// a batch's positions where it forms the weights of a head.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ATTENDTHREADS_H
#define TERN_LIB_CONVERSION_GPU_ATTENDTHREADS_H

#include "Products.h"
#include "ThreadBuilder.h"
#include "dialects/Tern/Tern.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Lowers one `tern.attend` of one token on buffers.
class AttendBuilder : ThreadBuilder {
public:
  AttendBuilder(AttendOp op, const KernelThreads &threads);

  void run();

private:
  using Values = llvm::SmallVector<mlir::Value>;

  /// What a thread has read of a batch.
  struct Batch {
    Values keys, values;              ///< vectors of four of a cache's numbers
    mlir::Value keyScale, valueScale; ///< of the lane's position; null for none

    Values list() const;
    Batch withList(mlir::ValueRange list) const;
  };
  /// What goes from batch to batch.
  struct State {
    Batch batch;
    /// Of the heads whose weights the warp forms.
    Values maxima, sums;
    /// Four features' weighted values of each head.
    Values accumulated;

    Values list() const;
    State withList(mlir::ValueRange list) const;
  };

  void stageQueries();
  Batch read(mlir::Value first);
  Batch readNext(mlir::Value first, const Batch &batch);
  State begin();
  /// Sums over all of a warp's features of the lane's position, a head's each,
  /// into `partials`.
  void addScores(const Batch &batch);
  /// A lane's position: weights from the scores, into `weights`, and what the
  /// values before are multiplied with, into `factors`.
  void formWeights(mlir::Value first, State &state);
  void addValues(State &state);
  void store(const State &state);

  // The token's own key and value: AttendNext.cpp.
  /// What a warp makes of them, and whether it does.
  struct Role {
    mlir::Value isKey, works;
  };
  void prepareNext();
  llvm::SmallVector<Role> getRoles();
  Values readNumbers(const Role &role);
  void stageNext(const Role &role, const Values &numbers);
  Values toWords(mlir::Value four);
  mlir::Value fromWords(mlir::ValueRange words, mlir::Type type);
  Values getMasks(mlir::Value at, int64_t bits);
  mlir::Value repeat(mlir::Value number, int64_t bits);
  void replaceKeys(mlir::Value at, Values &keys);
  Batch withNext(mlir::Value first, const Batch &batch);
  void append();
  std::pair<mlir::Value, mlir::Value>
  rotate(mlir::Value x, mlir::Value y, mlir::Value cosine, mlir::Value sine);
  mlir::Value findLargest(const Values &numbers);
  mlir::Value toByte(mlir::Value x);

  // Building blocks.
  mlir::Value number(float value);
  mlir::Value isLess(mlir::Value x, mlir::Value y);
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  mlir::Value load(mlir::Value buffer, mlir::ValueRange at);
  void storeIf(mlir::Value condition, mlir::Value value, mlir::Value buffer,
               mlir::ValueRange at);
  /// Four numbers of a cache, next to each other.
  mlir::Value readFour(mlir::Value cache, mlir::ValueRange at);
  /// These as scalars of f32.
  Values widen(mlir::Value four);
  Values widenBytes(mlir::Value four);
  /// Numbers in the workgroup's memory, floats if no type is given.
  mlir::Value allocate(int64_t count, mlir::Type element = {});
  /// The head whose weights this warp forms as its `i`th, and whether there is
  /// one; else the last.
  std::pair<mlir::Value, mlir::Value> getHead(int64_t i);

  AttendOp op;
  KernelThreads threads;
  int64_t heads, headDim, block;
  /// The workgroup's warps, and their threads.
  int64_t warps, allThreads;
  /// Heads whose weights a warp forms; reads of a batch's keys and values; rows
  /// of values that are read at once.
  int64_t headsPerWarp, keyReads, valueReads, rowsAtOnce;
  /// Positions that the token sees end here.
  mlir::Value end;
  /// Of a thread: the first of its four positions of a batch, its first feature
  /// of a key; its four features and its first position of values.
  mlir::Value column, keyFeature, valueFeature, valueRow;
  /// The workgroup's memory: `[feature, head]`, `[warp, head, position]`,
  /// `[position, head]`, `[head]`, `[row, head, feature]`.
  mlir::Value queries, partials, weights, factors, joined;
  /// The token's own key and value with their scales, there as well, their
  /// position, and whether the workgroup has it; null if there are none.
  struct {
    mlir::Value key, row, scales, position, isOwn;
  } next;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ATTENDTHREADS_H
