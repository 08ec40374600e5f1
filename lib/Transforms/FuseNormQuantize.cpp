//===- FuseNormQuantize.cpp - normalise and quantise in one pass ----------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FUSENORMQUANTIZE
#include "tern/Transforms/Passes.h.inc"

namespace {
struct FuseNormQuantizePattern : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    auto norm = op.getInput().getDefiningOp<RmsNormOp>();
    if (!norm || !norm->hasOneUse())
      return failure();
    auto fused = RmsNormQuantizeOp::create(
        rewriter, rewriter.getFusedLoc({norm.getLoc(), op.getLoc()}),
        op.getResultTypes(), norm.getInput(), norm.getWeight(),
        norm.getEpsAttr());
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(norm);
    return success();
  }
};

struct FuseNormQuantize : impl::FuseNormQuantizeBase<FuseNormQuantize> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseNormQuantizePattern>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
