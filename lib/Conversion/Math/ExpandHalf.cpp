//===- ExpandHalf.cpp - f16 to f32 as integer arithmetic ------------------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDHALF
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Exponent and mantissa, moved to where f32 has them, are the number times
/// 2^-112, subnormal or not; only infinity and NaN need their exponent back.
struct ExpandExtension : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    Type from = op.getIn().getType(), to = op.getType();
    if (!getElementTypeOrSelf(from).isF16() ||
        !getElementTypeOrSelf(to).isF32())
      return failure();
    Location loc = op.getLoc();
    auto like = [&](Type element) -> Type {
      auto shaped = dyn_cast<VectorType>(to);
      return shaped ? Type(shaped.clone(element)) : element;
    };
    Type half = like(rewriter.getI16Type()), word = like(rewriter.getI32Type());
    auto constant = [&](uint32_t value) -> Value {
      auto scalar = rewriter.getI32IntegerAttr(static_cast<int32_t>(value));
      if (auto shaped = dyn_cast<VectorType>(word))
        return arith::ConstantOp::create(
            rewriter, loc, DenseElementsAttr::get(shaped, scalar.getValue()));
      return arith::ConstantOp::create(rewriter, loc, scalar);
    };
    Value bits = arith::BitcastOp::create(rewriter, loc, half, op.getIn());
    bits = arith::ExtUIOp::create(rewriter, loc, word, bits);
    Value magnitude =
        arith::AndIOp::create(rewriter, loc, bits, constant(0x7fff));
    Value moved = arith::ShLIOp::create(rewriter, loc, magnitude, constant(13));
    Value power = arith::BitcastOp::create(rewriter, loc, to,
                                           constant((127 + 112) << 23));
    Value scaled = arith::MulFOp::create(
        rewriter, loc, arith::BitcastOp::create(rewriter, loc, to, moved),
        power);
    Value special =
        arith::OrIOp::create(rewriter, loc, moved, constant(0x7f800000));
    Value isSpecial = arith::CmpIOp::create(
        rewriter, loc, arith::CmpIPredicate::uge, magnitude, constant(0x7c00));
    Value result = arith::SelectOp::create(
        rewriter, loc, isSpecial, special,
        arith::BitcastOp::create(rewriter, loc, word, scaled));
    Value sign = arith::ShLIOp::create(
        rewriter, loc,
        arith::AndIOp::create(rewriter, loc, bits, constant(0x8000)),
        constant(16));
    result = arith::OrIOp::create(rewriter, loc, result, sign);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, to, result);
    return success();
  }
};

struct ExpandHalf : impl::ExpandHalfBase<ExpandHalf> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    if (target.getFeatures().contains("+f16c"))
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandExtension>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
