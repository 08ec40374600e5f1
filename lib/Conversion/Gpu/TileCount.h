//===- TileCount.h - how many tiles a stage may have ----------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_TILECOUNT_H
#define TERN_LIB_CONVERSION_GPU_TILECOUNT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tern {

/// The most tiles that the workers of `stage` share in any step of `entry`, of
/// whose arguments (or, none, constants) those of the stage are.
int64_t boundTiles(mlir::func::FuncOp stage,
                   llvm::ArrayRef<std::optional<unsigned>> arguments,
                   mlir::func::FuncOp entry);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_TILECOUNT_H
