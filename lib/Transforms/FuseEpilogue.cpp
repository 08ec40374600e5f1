//===- FuseEpilogue.cpp - dequantise and residual as an epilogue ----------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FUSEEPILOGUE
#include "tern/Transforms/Passes.h.inc"

namespace {
struct FuseDequantize : OpRewritePattern<DequantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DequantizeOp op,
                                PatternRewriter &rewriter) const override {
    auto matmul = op.getInput().getDefiningOp<MatmulOp>();
    if (!matmul || !matmul->hasOneUse())
      return failure();
    auto fused = FusedMatmulOp::create(
        rewriter, rewriter.getFusedLoc({matmul.getLoc(), op.getLoc()}),
        op.getResult().getType(), matmul.getInput(), op.getScales(),
        matmul.getSums(), matmul.getWeight(), op.getScale(), op.getDivideAttr(),
        Value(), matmul.getLayoutAttr());
    rewriter.replaceOp(op, fused);
    return success();
  }
};

struct FuseResidual : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [product, residual] : {std::pair(op.getLhs(), op.getRhs()),
                                     std::pair(op.getRhs(), op.getLhs())}) {
      auto matmul = product.getDefiningOp<FusedMatmulOp>();
      if (!matmul || !matmul->hasOneUse() || matmul.getResidual())
        continue;
      // The residual may be defined after the product: the fused operation
      // stands where the sum stood.
      auto fused = FusedMatmulOp::create(
          rewriter, rewriter.getFusedLoc({matmul.getLoc(), op.getLoc()}),
          op.getResult().getType(), matmul.getInput(), matmul.getScales(),
          matmul.getSums(), matmul.getWeight(), matmul.getScale(),
          matmul.getDivideAttr(), residual, matmul.getLayoutAttr());
      rewriter.replaceOp(op, fused);
      return success();
    }
    return failure();
  }
};

struct FuseEpilogue : impl::FuseEpilogueBase<FuseEpilogue> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseDequantize, FuseResidual>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
