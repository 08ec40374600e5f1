//===- TritToWebAssembly.cpp - dot on WebAssembly -------------------------===//
#include "../AccumulatingDot.h"
#include "../Intrinsics.h"
#include "../WideningProducts.h"
#include "tern/Target/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTOWEBASSEMBLY
#include "tern/Target/Passes.h.inc"

namespace {
/// A v128's 32-bit lanes.
constexpr int64_t kLanes = 4;

/// The codes are the operand of seven bits.
struct DotToRelaxedDot : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    return accumulatePairs(
        rewriter, op, kLanes, [&](Value sum, Value codes, Value activations) {
          return callIntrinsic(rewriter, op.getLoc(),
                               "llvm.wasm.relaxed.dot.i8x16.i7x16.add.signed",
                               op.getType(), {activations, codes, sum});
        });
  }
};

struct DotToExtmul : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getAcc().getType();
    if (failed(checkProducts(rewriter, op, kLanes)))
      return failure();
    Location loc = op.getLoc();
    auto words = VectorType::get({2 * kLanes}, rewriter.getI16Type());
    Value ones = arith::ConstantOp::create(
        rewriter, loc, DenseElementsAttr::get(words, static_cast<int16_t>(1)));
    auto pairsOf = [&](int64_t first) {
      return callIntrinsic(
          rewriter, loc, "llvm.wasm.dot", type,
          {sumProducts(rewriter, op, first, 2 * kLanes), ones});
    };
    Value low = pairsOf(0), high = pairsOf(2 * kLanes);
    auto everySecond = [&](int64_t first) -> Value {
      return vector::ShuffleOp::create(
          rewriter, loc, low, high,
          ArrayRef<int64_t>{first, first + 2, first + 4, first + 6});
    };
    Value fours =
        arith::AddIOp::create(rewriter, loc, everySecond(0), everySecond(1));
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), fours);
    return success();
  }
};

struct TritToWebAssembly : impl::TritToWebAssemblyBase<TritToWebAssembly> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    if (target.getDot() == "relaxed-dot")
      patterns.add<DotToRelaxedDot>(&getContext());
    else if (target.getDot() == "extmul")
      patterns.add<DotToExtmul>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
