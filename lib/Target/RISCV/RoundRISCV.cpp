//===- RoundRISCV.cpp - integral floats to integers on RISC-V -------------===//
#include "../Intrinsics.h"
#include "dialects/Trit/Trit.h"
#include "tern/Target/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ROUNDRISCV
#include "tern/Target/Passes.h.inc"

namespace {
/// Whether every element is an integer, or not a number at all.
bool isIntegral(Value value) {
  if (DenseFPElementsAttr constants;
      matchPattern(value, m_Constant(&constants)))
    return llvm::all_of(constants.getValues<APFloat>(),
                        [](const APFloat &x) { return x.isInteger(); });
  Operation *op = value.getDefiningOp();
  if (isa_and_present<math::FloorOp, math::RoundEvenOp>(op))
    return true;
  if (isa_and_present<arith::MaxNumFOp, arith::MinNumFOp, arith::MaximumFOp,
                      arith::MinimumFOp>(op))
    return llvm::all_of(op->getOperands(), isIntegral);
  auto select = dyn_cast_if_present<arith::SelectOp>(op);
  return select && isIntegral(select.getTrueValue()) &&
         isIntegral(select.getFalseValue());
}

struct ConvertIntegral : OpRewritePattern<arith::FPToSIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::FPToSIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    auto from = dyn_cast<VectorType>(op.getIn().getType());
    if (!type || !type.getElementType().isInteger(32) ||
        !from.getElementType().isF32() || type.getRank() != 1 ||
        !isIntegral(op.getIn()))
      return rewriter.notifyMatchFailure(op, "not integral f32 to i32");
    std::string lanes = std::to_string(type.getDimSize(0));
    rewriter.replaceOp(
        op, callIntrinsic(rewriter, op.getLoc(),
                          "llvm.lrint.v" + lanes + "i32.v" + lanes + "f32",
                          type, op.getIn()));
    return success();
  }
};

struct RoundRISCV : impl::RoundRISCVBase<RoundRISCV> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    if (!llvm::Triple(target.getTriple()).isRISCV())
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<ConvertIntegral>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
