//===- StageClock.h - when a launch's stages begin and end ----------------===//
#ifndef TERN_LIB_CONVERSION_GPU_STAGECLOCK_H
#define TERN_LIB_CONVERSION_GPU_STAGECLOCK_H

#include "ThreadBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Has the first thread of a step's kernel write its clock to place `number`
/// (index) of the clocks, which begin at byte `offset` of `sync`. The clock
/// counts up, in a unit of its own.
void buildStamp(mlir::ImplicitLocOpBuilder &b, mlir::gpu::GPUFuncOp kernel,
                int64_t offset, mlir::Value number,
                const ThreadOfLaunch &place);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_STAGECLOCK_H
