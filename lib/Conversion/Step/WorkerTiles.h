//===- WorkerTiles.h - which tiles of a stage a worker computes -----------===//
#ifndef TERN_LIB_CONVERSION_STEP_WORKERTILES_H
#define TERN_LIB_CONVERSION_STEP_WORKERTILES_H

#include "tern/ABI.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Of each worker one counter, in a cache line of its own.
inline constexpr int64_t kCounterWords = TERN_ABI_ALIGNMENT / sizeof(int64_t),
                         kCountersBytes =
                             TERN_ABI_MOST_WORKERS * TERN_ABI_ALIGNMENT;

/// The worker that is `distance` behind `worker`, which is at most all of them;
/// the first one is behind the last.
mlir::Value getWorkerBehind(mlir::ImplicitLocOpBuilder &b, mlir::Value worker,
                            mlir::Value distance, mlir::Value workers);

/// Loops over a stage's `total` tiles that a worker computes. Each inserts into
/// the body of its innermost loop, and returns the tile there.
class WorkerTiles {
public:
  WorkerTiles(mlir::ImplicitLocOpBuilder &b, mlir::Value total,
              mlir::Value worker, mlir::Value workers)
      : b(b), total(total), worker(worker), workers(workers) {}

  /// [total * worker / workers, total * (worker + 1) / workers).
  mlir::Value takeRange();
  /// worker, worker + workers, ...
  mlir::Value takeTurns();
  /// Its range, and behind that what is left of the others', tiles that nobody
  /// has taken. `counters` says of each range how many were; if `several`, some
  /// are taken at a time, as each time orders all accesses of a processor.
  mlir::Value claim(mlir::Value counters, bool several);

  /// Makes a worker's own counter zero.
  static void resetCounter(mlir::ImplicitLocOpBuilder &b, mlir::Value counters,
                           mlir::Value worker);
  static mlir::MemRefType getCountersType(mlir::MLIRContext *context);

private:
  std::pair<mlir::Value, mlir::Value> getRange(mlir::Value of);
  mlir::Value loop(mlir::Value begin, mlir::Value end, mlir::Value step);

  mlir::ImplicitLocOpBuilder &b;
  mlir::Value total, worker, workers;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_STEP_WORKERTILES_H
