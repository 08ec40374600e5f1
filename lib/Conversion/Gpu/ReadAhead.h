//===- ReadAhead.h - weights that come before they are needed -------------===//
#ifndef TERN_LIB_CONVERSION_GPU_READAHEAD_H
#define TERN_LIB_CONVERSION_GPU_READAHEAD_H

#include "ThreadBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// A part of the weights. Both are multiples of 16.
struct WeightsPart {
  int64_t offset = 0, bytes = 0;
};

/// What a step's workgroups ask for behind each of its launches: what the later
/// ones read, in that order, `bytes` behind a launch, and not more than four
/// times as much ahead of the next one. A part is contiguous. Small tensors and
/// tables of which a step reads single rows are left out.
llvm::SmallVector<WeightsPart>
planReadAhead(llvm::ArrayRef<mlir::gpu::LaunchFuncOp> launches, int64_t bytes);

/// Has all threads of a launch ask for `bytes` bytes at `offset`, `most` by an
/// operation; the last threads of each workgroup first, as its first one has
/// the workgroups meet.
void buildReadAhead(mlir::ImplicitLocOpBuilder &b, ThreadOfLaunch place,
                    mlir::Value weights, mlir::Value offset, mlir::Value bytes,
                    int64_t most);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_READAHEAD_H
