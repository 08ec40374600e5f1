//===- SpirvPatterns.cpp - what MLIR leaves to us on the way to SPIR-V ----===//
#include "SpirvPatterns.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

namespace {
Value constantOf(OpBuilder &b, Location loc, int32_t value) {
  return spirv::ConstantOp::create(b, loc, b.getI32Type(),
                                   b.getI32IntegerAttr(value));
}

/// The variable that a flat buffer is, or null.
Value getPointer(Value buffer) {
  auto cast = buffer.getDefiningOp<UnrealizedConversionCastOp>();
  return cast && cast.getInputs().size() == 1 ? cast.getInputs().front()
                                              : Value();
}

/// The element's place in a block's array, or in an array.
Value getElement(OpBuilder &b, Location loc, Value pointer, Value index) {
  auto type = cast<spirv::PointerType>(pointer.getType());
  SmallVector<Value> indices;
  if (isa<spirv::StructType>(type.getPointeeType()))
    indices.push_back(constantOf(b, loc, 0));
  indices.push_back(index);
  return spirv::AccessChainOp::create(b, loc, pointer, indices);
}

struct Load : OpConversionPattern<memref::LoadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(memref::LoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value pointer = getPointer(op.getMemRef());
    if (!pointer || op.getIndices().size() != 1)
      return rewriter.notifyMatchFailure(op, "not of a variable");
    rewriter.replaceOpWithNewOp<spirv::LoadOp>(
        op, getElement(rewriter, op.getLoc(), pointer,
                       adaptor.getIndices().front()));
    return success();
  }
};

struct Store : OpConversionPattern<memref::StoreOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(memref::StoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value pointer = getPointer(op.getMemRef());
    if (!pointer || op.getIndices().size() != 1)
      return rewriter.notifyMatchFailure(op, "not of a variable");
    rewriter.replaceOpWithNewOp<spirv::StoreOp>(
        op,
        getElement(rewriter, op.getLoc(), pointer,
                   adaptor.getIndices().front()),
        adaptor.getValue());
    return success();
  }
};

/// MLIR's orders the workgroup's memory alone.
struct Barrier : OpConversionPattern<gpu::BarrierOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(gpu::BarrierOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<spirv::ControlBarrierOp>(
        op, spirv::Scope::Workgroup, spirv::Scope::Workgroup,
        spirv::MemorySemantics::AcquireRelease |
            spirv::MemorySemantics::UniformMemory |
            spirv::MemorySemantics::WorkgroupMemory);
    return success();
  }
};

struct Return : OpConversionPattern<gpu::ReturnOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(gpu::ReturnOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<spirv::ReturnOp>(op);
    return success();
  }
};

/// Additions and multiplications round each for itself, but where the IR allows
/// otherwise.
template <typename From, typename To>
struct Uncontracted : OpConversionPattern<From> {
  using OpConversionPattern<From>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(From op, typename From::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!isa<FloatType>(op.getType()))
      return failure();
    auto result = To::create(rewriter, op.getLoc(), op.getType(),
                             adaptor.getLhs(), adaptor.getRhs());
    if (!bitEnumContainsAny(op.getFastmath(), arith::FastMathFlags::contract))
      result->setAttr("no_contraction", rewriter.getUnitAttr());
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct PackedDot : OpConversionPattern<trit::DotWordOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(trit::DotWordOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto format = spirv::PackedVectorFormatAttr::get(
        getContext(), spirv::PackedVectorFormat::PackedVectorFormat4x8Bit);
    Value dot = spirv::SUDotOp::create(rewriter, op.getLoc(), op.getType(),
                                       adaptor.getActivations(),
                                       adaptor.getCodes(), format);
    rewriter.replaceOpWithNewOp<spirv::IAddOp>(op, adaptor.getAcc(), dot);
    return success();
  }
};

/// Fields of the words, sign-extended or not, multiplied and added.
struct ByteWiseDot : OpConversionPattern<trit::DotWordOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(trit::DotWordOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = op.getType();
    Value width = constantOf(rewriter, loc, 8), sum = adaptor.getAcc();
    for (int32_t byte = 0; byte < 4; ++byte) {
      Value at = constantOf(rewriter, loc, 8 * byte);
      Value code = spirv::BitFieldUExtractOp::create(
          rewriter, loc, type, adaptor.getCodes(), at, width);
      Value activation = spirv::BitFieldSExtractOp::create(
          rewriter, loc, type, adaptor.getActivations(), at, width);
      Value product =
          spirv::IMulOp::create(rewriter, loc, type, code, activation);
      sum = spirv::IAddOp::create(rewriter, loc, type, sum, product);
    }
    rewriter.replaceOp(op, sum);
    return success();
  }
};
} // namespace

void tern::populateSpirvPatterns(SPIRVTypeConverter &types, bool packed,
                                 RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  // In front of MLIR's.
  PatternBenefit benefit = 10;
  patterns.add<Barrier, Load, Return, Store,
               Uncontracted<arith::AddFOp, spirv::FAddOp>,
               Uncontracted<arith::MulFOp, spirv::FMulOp>,
               Uncontracted<arith::SubFOp, spirv::FSubOp>>(types, context,
                                                           benefit);
  if (packed)
    patterns.add<PackedDot>(types, context);
  else
    patterns.add<ByteWiseDot>(types, context);
}
