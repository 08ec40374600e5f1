//===- ExpandMath.cpp - math functions as arithmetic on vectors -----------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDMATH
#include "tern/Conversion/Passes.h.inc"

namespace {
struct ExpandMath : impl::ExpandMathBase<ExpandMath> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet approximations(&getContext());
    populateMathPolynomialApproximationPatterns(
        approximations, [](StringRef name) {
          return llvm::is_contained({math::ExpOp::getOperationName(),
                                     math::ErfOp::getOperationName(),
                                     math::TanhOp::getOperationName()},
                                    name);
        });
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(approximations))))
      return signalPassFailure();
    if (target.hasFma())
      return;
    RewritePatternSet expansions(&getContext());
    math::populateExpansionPatterns(expansions, {"fma"});
    if (failed(applyPatternsGreedily(getOperation(), std::move(expansions))))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
