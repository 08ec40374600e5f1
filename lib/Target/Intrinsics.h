//===- Intrinsics.h - calling a target's instructions ---------------------===//
#ifndef TERN_LIB_TARGET_INTRINSICS_H
#define TERN_LIB_TARGET_INTRINSICS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/PatternMatch.h"

namespace tern {

/// A call of LLVM's intrinsic of that name.
inline mlir::Value callIntrinsic(mlir::OpBuilder &b, mlir::Location loc,
                                 llvm::StringRef name, mlir::Type type,
                                 mlir::ValueRange arguments) {
  return mlir::LLVM::CallIntrinsicOp::create(b, loc, type,
                                             b.getStringAttr(name), arguments)
      .getResult(0);
}

} // namespace tern

#endif // TERN_LIB_TARGET_INTRINSICS_H
