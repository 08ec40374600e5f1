//===- TritToRISCV.cpp - dot with RISC-V's vectors ------------------------===//
#include "../WideningProducts.h"
#include "tern/Target/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTORISCV
#include "tern/Target/Passes.h.inc"

namespace {
struct DotToWideningMultiplyAdd : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getAcc().getType();
    if (failed(checkProducts(rewriter, op, type.getDimSize(0))))
      return failure();
    Location loc = op.getLoc();
    auto apart = [&](Value value) {
      auto halves = vector::DeinterleaveOp::create(rewriter, loc, value);
      return std::pair<Value, Value>(halves.getRes1(), halves.getRes2());
    };
    auto [even, odd] =
        apart(sumProducts(rewriter, op, 0, 4 * type.getDimSize(0)));
    Value pairs = arith::AddIOp::create(rewriter, loc, even, odd);
    auto [low, high] = apart(pairs);
    Value fours = arith::AddIOp::create(
        rewriter, loc, arith::ExtSIOp::create(rewriter, loc, type, low),
        arith::ExtSIOp::create(rewriter, loc, type, high));
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), fours);
    return success();
  }
};

struct TritToRISCV : impl::TritToRISCVBase<TritToRISCV> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    if (target.getDot() == "wmacc")
      patterns.add<DotToWideningMultiplyAdd>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
