//===- Greedy.h - the largest logits, found by a launch -------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_GREEDY_H
#define TERN_LIB_CONVERSION_GPU_GREEDY_H

#include "ThreadBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace tern {

/// Has all threads of a step's kernel find the largest logit of the step's last
/// token, if it has logits, and write what the next token's step is started
/// with, as `tern-form-step` says. Logits are visible to all threads.
void buildGreedy(mlir::OpBuilder &b, mlir::gpu::GPUFuncOp kernel,
                 const ThreadOfLaunch &place);

/// The same for a batch, of each of the step's tokens.
void buildBatchGreedy(mlir::OpBuilder &b, mlir::gpu::GPUFuncOp kernel,
                      const ThreadOfLaunch &place);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_GREEDY_H
