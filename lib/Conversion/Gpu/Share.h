//===- Share.h - how the workers of a stage share its tiles ---------------===//
#ifndef TERN_LIB_CONVERSION_GPU_SHARE_H
#define TERN_LIB_CONVERSION_GPU_SHARE_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// A loop over a worker's share of `total` tiles.
struct Share {
  mlir::Value worker, workers, total;
};

/// Of a loop over `[total * worker / workers, total * (worker + 1) / workers)`,
/// or from `worker * (total / workers) + min(worker, total % workers)` on; none
/// if it is another.
std::optional<Share> getShare(mlir::scf::ForOp loop);

/// The share where what is over goes to the first workers, one tile each.
/// Workers of neighbouring numbers run on different multiprocessors.
mlir::scf::ForOp createShare(mlir::ImplicitLocOpBuilder &b, const Share &share);

/// Has workers take the tiles of `loop`, whose share this is, in rounds, each
/// from the worker with which the one before ended: if the largest tiles come
/// first, who has one of these has a small one beside it, or none.
void turnBack(mlir::scf::ForOp loop, const Share &share);

/// A loop over a worker's tiles of rows and of tokens, and where one begins.
struct TileLoop {
  mlir::scf::ForOp loop;
  mlir::Value token, row;
};
/// Of `count` tiles of tokens, of `tokens` each, and `groups` of `rows`, rows
/// inside: a worker's next tile has the same activations. Inserts into the
/// loop's body from then on.
TileLoop createTileLoop(mlir::ImplicitLocOpBuilder &b, const Share &workers,
                        mlir::Value count, int64_t tokens, int64_t groups,
                        int64_t rows);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_SHARE_H
