//===- TritToAArch64.cpp - dot on AArch64 ---------------------------------===//
#include "../AccumulatingDot.h"
#include "../Intrinsics.h"
#include "../WideningProducts.h"
#include "tern/Target/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTOAARCH64
#include "tern/Target/Passes.h.inc"

namespace {
/// A vector register's 32-bit lanes.
constexpr int64_t kLanes = 4;

struct DotToSdot : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    return accumulatePairs(
        rewriter, op, kLanes, [&](Value sum, Value codes, Value activations) {
          return callIntrinsic(rewriter, op.getLoc(),
                               "llvm.aarch64.neon.sdot.v4i32.v16i8",
                               op.getType(), {sum, codes, activations});
        });
  }
};

struct DotToSmull : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getAcc().getType();
    if (failed(checkProducts(rewriter, op, kLanes)))
      return failure();
    Location loc = op.getLoc();
    auto words = VectorType::get({2 * kLanes}, rewriter.getI16Type());
    Value low = sumProducts(rewriter, op, 0, 2 * kLanes),
          high = sumProducts(rewriter, op, 2 * kLanes, 2 * kLanes);
    Value pairs = callIntrinsic(rewriter, loc, "llvm.aarch64.neon.addp.v8i16",
                                words, {low, high});
    Value fours = callIntrinsic(
        rewriter, loc, "llvm.aarch64.neon.saddlp.v4i32.v8i16", type, {pairs});
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), fours);
    return success();
  }
};

/// Rows times rows: both operands have eight bytes a row.
struct MmaToSmmla : OpRewritePattern<trit::MmaOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::MmaOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, callIntrinsic(rewriter, op.getLoc(),
                          "llvm.aarch64.neon.smmla.v4i32.v16i8",
                          op.getAcc().getType(),
                          {op.getAcc(), op.getCodes(), op.getActivations()}));
    return success();
  }
};

struct TritToAArch64 : impl::TritToAArch64Base<TritToAArch64> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    if (target.getDot() == "sdot" || target.getDot() == "smmla")
      patterns.add<DotToSdot, MmaToSmmla>(&getContext());
    else if (target.getDot() == "smull")
      patterns.add<DotToSmull>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
