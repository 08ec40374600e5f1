//===- ExpandHalf.cpp - 16-bit floats by integer arithmetic ---------------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDHALF
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Widens what a transfer reads from a view of the weights, where LLVM would
/// call a library: bf16, and f16 without an instruction for it or beyond the
/// end of a row, where the read becomes a masked one.
struct WidenRead : OpRewritePattern<arith::ExtFOp> {
  WidenRead(MLIRContext *context, bool hasF16Conversion)
      : OpRewritePattern(context), hasF16Conversion(hasF16Conversion) {}

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    auto read = op.getIn().getDefiningOp<vector::TransferReadOp>();
    auto view = read ? read.getBase().getDefiningOp<memref::ViewOp>()
                     : memref::ViewOp();
    if (!view || read.getMask() || !getElementTypeOrSelf(op.getType()).isF32())
      return failure();
    Type half = view.getType().getElementType();
    bool hasConversion = isa<Float16Type>(half) && hasF16Conversion;
    if (!isa<BFloat16Type, Float16Type>(half) ||
        (hasConversion && !read.hasOutOfBoundsDim()))
      return failure();
    Location loc = op.getLoc();
    rewriter.setInsertionPoint(read);
    Type i16 = rewriter.getIntegerType(16);
    auto bytes = memref::ViewOp::create(
        rewriter, loc, MemRefType::get(view.getType().getShape(), i16),
        view.getSource(), view.getByteShift(), view.getSizes());
    Value zero =
        arith::ConstantOp::create(rewriter, loc, rewriter.getI16IntegerAttr(0));
    auto type = cast<VectorType>(op.getType());
    Value bits = vector::TransferReadOp::create(
        rewriter, loc, type.clone(i16), bytes, read.getIndices(),
        read.getPermutationMapAttr(), zero, Value(), read.getInBoundsAttr());
    rewriter.replaceOp(op, isa<BFloat16Type>(half)
                               ? widenBFloat16(rewriter, loc, bits, type)
                               : widenFloat16(rewriter, loc, bits, type));
    return success();
  }

private:
  static Value splat(OpBuilder &b, Location loc, VectorType type,
                     int32_t value) {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(type, value));
  }

  /// The upper half of an f32.
  static Value widenBFloat16(OpBuilder &b, Location loc, Value bits,
                             VectorType type) {
    VectorType i32 = type.clone(b.getI32Type());
    Value wide = arith::ExtUIOp::create(b, loc, i32, bits);
    wide = arith::ShLIOp::create(b, loc, wide, splat(b, loc, i32, 16));
    return arith::BitcastOp::create(b, loc, type, wide);
  }

  /// With exponent and mantissa where f32 has them the number is 2^-112 of what
  /// it should be, subnormal or not; numbers that are none keep the largest
  /// exponent.
  Value widenFloat16(OpBuilder &b, Location loc, Value bits,
                     VectorType type) const {
    if (hasF16Conversion) {
      Value half =
          arith::BitcastOp::create(b, loc, type.clone(b.getF16Type()), bits);
      return arith::ExtFOp::create(b, loc, type, half);
    }
    VectorType i32 = type.clone(b.getI32Type());
    auto bitAnd = [&](Value x, int32_t mask) -> Value {
      return arith::AndIOp::create(b, loc, x, splat(b, loc, i32, mask));
    };
    auto bitOr = [&](Value x, Value y) -> Value {
      return arith::OrIOp::create(b, loc, x, y);
    };
    auto shift = [&](Value x, int32_t count) -> Value {
      return arith::ShLIOp::create(b, loc, x, splat(b, loc, i32, count));
    };
    Value wide = arith::ExtUIOp::create(b, loc, i32, bits);
    Value sign = shift(bitAnd(wide, 0x8000), 16),
          magnitude = bitAnd(wide, 0x7fff), moved = shift(magnitude, 13);
    Value small = arith::BitcastOp::create(b, loc, type, moved);
    Value power = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, 0x1p112F));
    Value scaled = arith::BitcastOp::create(
        b, loc, i32, arith::MulFOp::create(b, loc, small, power));
    Value isNumber =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, magnitude,
                              splat(b, loc, i32, 0x7c00));
    Value value = arith::SelectOp::create(
        b, loc, isNumber, scaled, bitOr(moved, splat(b, loc, i32, 0x7f800000)));
    return arith::BitcastOp::create(b, loc, type, bitOr(value, sign));
  }

  bool hasF16Conversion;
};

struct ExpandHalf : impl::ExpandHalfBase<ExpandHalf> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<WidenRead>(&getContext(), target.hasF16Conversion());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
