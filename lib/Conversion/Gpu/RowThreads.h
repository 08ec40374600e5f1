//===- RowThreads.h - what threads do for a token's row -------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_ROWTHREADS_H
#define TERN_LIB_CONVERSION_GPU_ROWTHREADS_H

#include "Products.h"

#include "dialects/Tern/Tern.h"

namespace tern {

/// Where a row is made that is made once for all tiles of a worker.
struct RowPlace {
  mlir::Value any; ///< i1: the worker has a tile
  /// Reads weights in front of it; null if nothing does.
  mlir::Operation *words = nullptr;
};

/// Builds, in front of `op`, what a thread does for its row, of which a lane of
/// 32 has every 32nd feature. If weights are read ahead of it, the row is read
/// in front of them.
void buildRow(QuantizeRowOp op, const KernelThreads &threads,
              const RowPlace &place);
void buildRow(NormalizeRowOp op, const KernelThreads &threads,
              const RowPlace &place);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_ROWTHREADS_H
