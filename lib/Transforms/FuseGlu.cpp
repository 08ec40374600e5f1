//===- FuseGlu.cpp - gate and up projections in one -----------------------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FUSEGLU
#include "tern/Transforms/Passes.h.inc"

namespace {
/// The product behind a dequantised value that only one operation reads.
static MatmulOp getOnlyProduct(DequantizeOp dequantize) {
  if (!dequantize || !dequantize->hasOneUse())
    return {};
  auto matmul = dequantize.getInput().getDefiningOp<MatmulOp>();
  return matmul && matmul->hasOneUse() ? matmul : MatmulOp();
}

struct FuseGluPattern : OpRewritePattern<GluOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GluOp op,
                                PatternRewriter &rewriter) const override {
    auto gate = op.getGate().getDefiningOp<DequantizeOp>(),
         up = op.getUp().getDefiningOp<DequantizeOp>();
    MatmulOp gateProduct = getOnlyProduct(gate), upProduct = getOnlyProduct(up);
    if (!gateProduct || !upProduct ||
        gateProduct.getInput() != upProduct.getInput() ||
        gate.getScales() != up.getScales() ||
        gateProduct.getLayoutAttr() != upProduct.getLayoutAttr() ||
        gateProduct.getWeight().getType() != upProduct.getWeight().getType() ||
        gate.getScale().getType() != up.getScale().getType() ||
        gate.getDivide() != up.getDivide())
      return failure();
    auto fused = FusedGluOp::create(
        rewriter,
        rewriter.getFusedLoc({gateProduct.getLoc(), gate.getLoc(),
                              upProduct.getLoc(), up.getLoc(), op.getLoc()}),
        op.getResult().getType(), op.getActivationAttr(),
        gateProduct.getInput(), gate.getScales(), gateProduct.getSums(),
        gateProduct.getWeight(), gate.getScale(), upProduct.getWeight(),
        up.getScale(), gate.getDivideAttr(), gateProduct.getLayoutAttr());
    rewriter.replaceOp(op, fused);
    for (Operation *dead :
         {gate.getOperation(), up.getOperation(), gateProduct.getOperation(),
          upProduct.getOperation()})
      rewriter.eraseOp(dead);
    return success();
  }
};

struct FuseGlu : impl::FuseGluBase<FuseGlu> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseGluPattern>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
