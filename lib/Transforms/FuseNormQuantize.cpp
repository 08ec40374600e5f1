//===- FuseNormQuantize.cpp - normalise and quantise in one pass ----------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FUSENORMQUANTIZE
#include "tern/Transforms/Passes.h.inc"

namespace {
struct FusePattern : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    auto norm = op.getInput().getDefiningOp<RmsNormOp>();
    if (!norm || !norm->hasOneUse())
      return failure();
    rewriter.replaceOpWithNewOp<RmsNormQuantizeOp>(
        op, op.getResultTypes(), norm.getInput(), norm.getWeight(),
        norm.getEpsAttr());
    rewriter.eraseOp(norm);
    return success();
  }
};

struct FuseNormQuantize : impl::FuseNormQuantizeBase<FuseNormQuantize> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FusePattern>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
