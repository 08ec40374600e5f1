//===- KernelsToLLVM.cpp - what kernels have in common in LLVM ------------===//
#include "tern/Conversion/KernelsToLLVM.h"

#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

LowerToLLVMOptions tern::getKernelOptions(MLIRContext *context) {
  LowerToLLVMOptions options(context);
  options.useBarePtrCallConv = true;
  options.overrideIndexBitwidth(64);
  return options;
}

void tern::populateKernelsToLLVM(LLVMTypeConverter &types,
                                 RewritePatternSet &patterns) {
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns);
  // In front of a target's calls of a library.
  populateMathToLLVMConversionPatterns(types, patterns,
                                       /*approximateLog1p=*/false,
                                       /*benefit=*/10);
}

namespace {
struct NarrowShuffle : OpRewritePattern<gpu::ShuffleOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(gpu::ShuffleOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getValue().getType(), half = rewriter.getI32Type(),
         whole = rewriter.getI64Type();
    if (type.getIntOrFloatBitWidth() != 64)
      return rewriter.notifyMatchFailure(op, "not of 64 bits");
    Location loc = op.getLoc();
    Value valid;
    auto exchange = [&](Value bits) -> Value {
      bits = arith::TruncIOp::create(rewriter, loc, half, bits);
      auto shuffle = gpu::ShuffleOp::create(rewriter, loc, bits, op.getOffset(),
                                            op.getWidth(), op.getMode());
      valid = shuffle.getValid();
      return arith::ExtUIOp::create(rewriter, loc, whole,
                                    shuffle.getShuffleResult());
    };
    Value bits = type == whole ? op.getValue()
                               : arith::BitcastOp::create(rewriter, loc, whole,
                                                          op.getValue());
    Value width = arith::ConstantOp::create(rewriter, loc,
                                            rewriter.getI64IntegerAttr(32));
    Value low = exchange(bits);
    Value high = exchange(arith::ShRUIOp::create(rewriter, loc, bits, width));
    high = arith::ShLIOp::create(rewriter, loc, high, width);
    bits = arith::OrIOp::create(rewriter, loc, high, low);
    if (type != whole)
      bits = arith::BitcastOp::create(rewriter, loc, type, bits);
    rewriter.replaceOp(op, {bits, valid});
    return success();
  }
};

struct ErasePause : OpRewritePattern<tern::trit::PauseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tern::trit::PauseOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void tern::populateErasePauses(RewritePatternSet &patterns) {
  patterns.add<ErasePause>(patterns.getContext());
}

void tern::populateNarrowShuffles(RewritePatternSet &patterns,
                                  PatternBenefit benefit) {
  patterns.add<NarrowShuffle>(patterns.getContext(), benefit);
}

void tern::annotateLoops(gpu::GPUModuleOp module) {
  auto annotate = [](auto branch) {
    if (auto annotation = dyn_cast_or_null<LLVM::LoopAnnotationAttr>(
            branch->removeDiscardableAttr("llvm.loop_annotation")))
      branch.setLoopAnnotationAttr(annotation);
  };
  module.walk([&](Operation *op) {
    llvm::TypeSwitch<Operation *>(op).Case<LLVM::BrOp, LLVM::CondBrOp>(
        annotate);
  });
}

void tern::markReadOnly(gpu::GPUFuncOp kernel) {
  auto unit = UnitAttr::get(kernel.getContext());
  for (StringRef name : {LLVM::LLVMDialect::getNoAliasAttrName(),
                         LLVM::LLVMDialect::getReadonlyAttrName()})
    kernel.setArgAttr(kWeightsBuffer, name, unit);
}
