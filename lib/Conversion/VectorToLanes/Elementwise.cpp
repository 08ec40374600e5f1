//===- Elementwise.cpp - arithmetic, register by register -----------------===//
#include "Lanes.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tern;

namespace {
/// Any operation on elements alone becomes one on each register.
struct Elementwise : ConversionPattern {
  Elementwise(const Lanes &lanes, MLIRContext *context)
      : ConversionPattern(lanes, MatchAnyOpTypeTag(), /*benefit=*/1, context),
        lanes(lanes) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<ValueRange> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1)
      return failure();
    auto isPacked = [&](Type type) {
      auto vector = dyn_cast<VectorType>(type);
      return vector && lanes.isPacked(vector);
    };
    // Of packed bytes only what does not carry from one to the next.
    if ((llvm::any_of(op->getOperandTypes(), isPacked) ||
         isPacked(op->getResult(0).getType())) &&
        !isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp, arith::SelectOp>(op))
      return rewriter.notifyMatchFailure(op, "carries between packed bytes");
    auto type = dyn_cast<VectorType>(op->getResult(0).getType());
    if (!type || lanes.getRowRegisters(type) == 0)
      return failure();
    SmallVector<Value> results;
    for (int64_t i = 0, e = lanes.getRegisters(type); i < e; ++i) {
      OperationState state(op->getLoc(), op->getName());
      for (auto [operand, old] : llvm::zip_equal(operands, op->getOperands()))
        state.operands.push_back(
            isa<VectorType>(old.getType()) ? operand[i] : operand.front());
      state.addTypes(lanes.getElementType(type));
      state.addAttributes(op->getAttrs());
      results.push_back(rewriter.create(state)->getResult(0));
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }

  const Lanes &lanes;
};

/// Packed bytes shifted by one constant: what would cross from byte to byte is
/// masked.
template <typename Op> struct PackedShift : LanePattern<Op> {
  using LanePattern<Op>::LanePattern;

  LogicalResult
  matchAndRewrite(Op op, typename LanePattern<Op>::OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    APInt count;
    if (!type || !this->lanes.isPacked(type) ||
        !matchPattern(op.getRhs(), m_ConstantInt(&count)) || count.uge(8))
      return failure();
    constexpr bool left = std::is_same_v<Op, arith::ShLIOp>;
    auto shift = static_cast<int32_t>(count.getZExtValue());
    Location loc = op.getLoc();
    auto constant = [&](int32_t value) {
      return arith::ConstantOp::create(rewriter, loc,
                                       rewriter.getI32IntegerAttr(value));
    };
    Value by = constant(shift),
          kept = constant(static_cast<int32_t>((0xffu >> shift) * 0x01010101u));
    SmallVector<Value> results;
    for (Value word : adaptor.getLhs()) {
      if (left)
        word = arith::AndIOp::create(rewriter, loc, word, kept);
      word = Op::create(rewriter, loc, word, by);
      if (!left)
        word = arith::AndIOp::create(rewriter, loc, word, kept);
      results.push_back(word);
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};

/// A constant whose elements are equal, or an arithmetic progression.
struct Constant : LanePattern<arith::ConstantOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OneToNOpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    auto values = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!type || !values || lanes.getRowRegisters(type) == 0)
      return failure();
    SmallVector<Value> results;
    if (values.isSplat()) {
      Attribute value = values.getSplatValue<Attribute>();
      if (lanes.isPacked(type)) {
        uint32_t byte = cast<IntegerAttr>(value).getValue().getZExtValue();
        value = rewriter.getI32IntegerAttr(
            static_cast<int32_t>(byte * 0x01010101u));
      }
      Value scalar = arith::ConstantOp::create(rewriter, op.getLoc(),
                                               cast<TypedAttr>(value));
      results.assign(lanes.getRegisters(type), scalar);
    } else if (failed(progress(op, type, values, rewriter, results))) {
      return failure();
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }

private:
  LogicalResult progress(arith::ConstantOp op, VectorType type,
                         DenseElementsAttr values,
                         ConversionPatternRewriter &rewriter,
                         SmallVectorImpl<Value> &results) const {
    Type element = type.getElementType();
    if (!element.isInteger(32) || type.getRank() != 1 ||
        type.getDimSize(0) % lanes.count() != 0)
      return rewriter.notifyMatchFailure(op, "not a progression of i32");
    auto numbers = llvm::to_vector(values.getValues<int32_t>());
    int32_t step = numbers[1] - numbers[0];
    for (auto [i, number] : llvm::enumerate(numbers))
      if (number != numbers[0] + static_cast<int32_t>(i) * step)
        return rewriter.notifyMatchFailure(op, "not a progression");
    Location loc = op.getLoc();
    Value lane = arith::IndexCastOp::create(rewriter, loc, element,
                                            getLane(rewriter, loc));
    auto constant = [&](int32_t value) {
      return arith::ConstantOp::create(rewriter, loc,
                                       rewriter.getI32IntegerAttr(value));
    };
    Value offset =
        step == 1 ? lane
                  : arith::MulIOp::create(rewriter, loc, lane, constant(step));
    for (size_t i = 0; i < numbers.size(); i += lanes.count())
      results.push_back(
          arith::AddIOp::create(rewriter, loc, offset, constant(numbers[i])));
    return success();
  }
};
} // namespace

void tern::populateElementwiseToLanes(const Lanes &lanes,
                                      RewritePatternSet &patterns) {
  patterns.add<Elementwise, Constant, PackedShift<arith::ShLIOp>,
               PackedShift<arith::ShRUIOp>>(lanes, patterns.getContext());
}
