//===- KernelsToROCDL.cpp - kernels as functions for AMD's GPUs -----------===//
#include "../Intrinsics.h"
#include "LanesToROCDL.h"
#include "MatricesToROCDL.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/KernelsToLLVM.h"
#include "tern/Target/Passes.h"
#include "tern/Target/Target.h"

#include "mlir/Conversion/GPUCommon/GPUCommonPass.h"
#include "mlir/Conversion/GPUToROCDL/GPUToROCDLPass.h"
#include "mlir/Conversion/GPUToROCDL/Runtimes.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Dialect/AMDGPU/Utils/Chipset.h"
#include "mlir/Dialect/LLVMIR/ROCDLDialect.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_KERNELSTOROCDL
#include "tern/Target/Passes.h.inc"

namespace {
// LLVM's address spaces of AMD's GPUs.
constexpr unsigned kGlobal = 1, kShared = 3, kConstant = 4, kPrivate = 5;
/// Bytes of LDS that a workgroup may have.
constexpr int64_t kMostShared = 64 << 10;

/// `v_dot4_i32_i8`: a code has no sign bit.
struct SignedDot : ConvertOpToLLVMPattern<trit::DotWordOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::DotWordOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value wrap =
        LLVM::ConstantOp::create(rewriter, loc, rewriter.getBoolAttr(false));
    rewriter.replaceOp(
        op, callIntrinsic(rewriter, loc, "llvm.amdgcn.sdot4", op.getType(),
                          {adaptor.getCodes(), adaptor.getActivations(),
                           adaptor.getAcc(), wrap}));
    return success();
  }
};

/// `v_dot4_i32_iu8`: codes without a sign, activations with one.
struct MixedDot : ConvertOpToLLVMPattern<trit::DotWordOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::DotWordOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto flag = [&](bool value) -> Value {
      return LLVM::ConstantOp::create(rewriter, loc,
                                      rewriter.getBoolAttr(value));
    };
    rewriter.replaceOp(op, callIntrinsic(rewriter, loc, "llvm.amdgcn.sudot4",
                                         op.getType(),
                                         {flag(false), adaptor.getCodes(),
                                          flag(true), adaptor.getActivations(),
                                          adaptor.getAcc(), flag(false)}));
    return success();
  }
};

/// Of the hidden arguments of code object version 5 (LLVM's AMDGPUUsage,
/// "Code Object V5 Metadata"): `hidden_block_count_x` comes first.
struct WorkgroupCount : ConvertOpToLLVMPattern<gpu::GridDimOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(gpu::GridDimOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getDimension() != gpu::Dimension::x)
      return rewriter.notifyMatchFailure(op, "launches have one dimension");
    Location loc = op.getLoc();
    Value arguments =
        callIntrinsic(rewriter, loc, "llvm.amdgcn.implicitarg.ptr",
                      LLVM::LLVMPointerType::get(getContext(), kConstant), {});
    Value count =
        LLVM::LoadOp::create(rewriter, loc, rewriter.getI32Type(), arguments,
                             /*alignment=*/4, /*isVolatile=*/false,
                             /*isNonTemporal=*/false, /*isInvariant=*/true);
    rewriter.replaceOpWithNewOp<LLVM::ZExtOp>(
        op, getTypeConverter()->convertType(op.getType()), count);
    return success();
  }
};

/// Says how many threads a workgroup has, so that one wavefront needs no
/// barrier and has all registers.
void markSize(gpu::GPUFuncOp kernel) {
  auto size = kernel.getKnownBlockSize();
  if (!size)
    return;
  std::string threads = std::to_string(size->front());
  kernel->setAttr(
      ROCDL::ROCDLDialect::FlatWorkGroupSizeAttrHelper::getNameStr(),
      StringAttr::get(kernel.getContext(), threads + "," + threads));
}

struct KernelsToROCDL : impl::KernelsToROCDLBase<KernelsToROCDL> {
  void runOnOperation() override {
    gpu::GPUModuleOp module = getOperation();
    trit::TargetAttr target = trit::getTarget(module);
    if (!target)
      return signalPassFailure();
    StringRef processor = target.getFeatures().drop_front();
    FailureOr<amdgpu::Chipset> chipset = amdgpu::Chipset::parse(processor);
    if (failed(chipset)) {
      module.emitError("target ")
          << target.getName() << ": expected features "
          << "to be + and a processor, got " << target.getFeatures();
      return signalPassFailure();
    }
    for (auto kernel : module.getOps<gpu::GPUFuncOp>()) {
      if (failed(checkWorkgroupMemory(kernel, kMostShared)))
        return signalPassFailure();
      markReadOnly(kernel);
      markSize(kernel);
    }
    MLIRContext *context = &getContext();
    LLVMTypeConverter types(context, getKernelOptions(context));
    populateGpuMemorySpaceAttributeConversions(
        types, [](gpu::AddressSpace space) -> unsigned {
          switch (space) {
          case gpu::AddressSpace::Global:
            return kGlobal;
          case gpu::AddressSpace::Workgroup:
            return kShared;
          case gpu::AddressSpace::Private:
            return kPrivate;
          }
          llvm_unreachable("covered switch");
        });
    RewritePatternSet patterns(context);
    populateKernelsToLLVM(types, patterns);
    populateGpuToROCDLConversionPatterns(types, patterns,
                                         gpu::amd::Runtime::HIP, *chipset);
    // In front of MLIR's.
    PatternBenefit benefit = 10;
    patterns.add<WorkgroupCount>(types, benefit);
    bool wide = target.getFragment() == trit::Fragment::mfma_16x16x32;
    populateLanesToROCDL(types, wide ? 64 : 32, patterns, benefit);
    populateMatricesToROCDL(types, patterns, benefit);
    if (target.getDot() == "sdot4")
      patterns.add<SignedDot>(types, benefit);
    else
      patterns.add<MixedDot>(types, benefit);
    populateErasePauses(patterns);
    populateNarrowShuffles(patterns, benefit);
    LLVMConversionTarget legal(*context);
    legal.addLegalDialect<ROCDL::ROCDLDialect>();
    legal.addIllegalDialect<gpu::GPUDialect>();
    legal.addLegalOp<gpu::GPUModuleOp>();
    if (failed(applyPartialConversion(module, legal, std::move(patterns))))
      return signalPassFailure();
    annotateLoops(module);
  }
};
} // namespace
} // namespace tern
