//===- Gpu.h - how stages run on a GPU ------------------------------------===//
//
// A worker of a stage is a workgroup, a lane of its vectors a thread. Scalars
// are the same in all threads and control flow is uniform, but for `scf.if`
// with the attribute below, which hold memory accesses alone.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CONVERSION_GPU_H
#define TERN_CONVERSION_GPU_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tern {

/// On an `scf.if`: threads of a workgroup decide differently (unit attribute).
inline constexpr llvm::StringLiteral kDivergentAttrName = "tern.divergent";

/// An `scf.if` of some threads.
mlir::scf::IfOp createDivergentIf(mlir::OpBuilder &b, mlir::Location loc,
                                  mlir::Value condition);

} // namespace tern

#endif // TERN_CONVERSION_GPU_H
