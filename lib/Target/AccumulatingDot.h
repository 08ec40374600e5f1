//===- AccumulatingDot.h - a dot product that adds to its sum -------------===//
#ifndef TERN_LIB_TARGET_ACCUMULATINGDOT_H
#define TERN_LIB_TARGET_ACCUMULATINGDOT_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/PatternMatch.h"

namespace tern {

/// Replaces `dot`, which must have as many lanes, by one instruction for each
/// pair, which `add` creates: `sum` and the dot product of codes and
/// activations.
inline mlir::LogicalResult accumulatePairs(
    mlir::PatternRewriter &rewriter, trit::DotOp dot, int64_t lanes,
    llvm::function_ref<mlir::Value(mlir::Value sum, mlir::Value codes,
                                   mlir::Value activations)>
        add) {
  if (dot.getAcc().getType().getDimSize(0) != lanes)
    return rewriter.notifyMatchFailure(dot, "not a register's lanes");
  mlir::Value sum = dot.getAcc();
  for (auto [codes, activations] :
       llvm::zip_equal(dot.getCodes(), dot.getActivations()))
    sum = add(sum, codes, activations);
  rewriter.replaceOp(dot, sum);
  return mlir::success();
}

} // namespace tern

#endif // TERN_LIB_TARGET_ACCUMULATINGDOT_H
