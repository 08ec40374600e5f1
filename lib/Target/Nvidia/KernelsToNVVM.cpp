//===- KernelsToNVVM.cpp - kernels as functions for PTX -------------------===//
#include "Tiles.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/KernelsToLLVM.h"
#include "tern/Target/Passes.h"

#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_KERNELSTONVVM
#include "tern/Target/Passes.h.inc"

namespace {
constexpr int32_t kWarp = 32;
/// Bytes of shared memory that a block may have without asking the driver for
/// more, and of compute capability 9.0 if it asks (CUDA C++ Programming Guide,
/// "Technical Specifications per Compute Capability").
constexpr int64_t kMostShared = 48 << 10, kMostAsked = 227 << 10;

/// `dp4a`: codes without a sign, activations with one.
struct Dot : ConvertOpToLLVMPattern<trit::DotWordOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::DotWordOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto bytes = VectorType::get({4}, rewriter.getI8Type());
    auto getBytes = [&](Value word) -> Value {
      return LLVM::BitcastOp::create(rewriter, loc, bytes, word);
    };
    rewriter.replaceOpWithNewOp<NVVM::DotAccumulate4WayOp>(
        op, rewriter.getI32Type(), getBytes(adaptor.getCodes()),
        NVVM::DotAccumulateType::UNSIGNED, getBytes(adaptor.getActivations()),
        NVVM::DotAccumulateType::SIGNED, adaptor.getAcc());
    return success();
  }
};

struct Matrices : ConvertOpToLLVMPattern<trit::MmaWordsOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::MmaWordsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type word = rewriter.getI32Type(),
         words = LLVM::LLVMStructType::getLiteral(getContext(),
                                                  {word, word, word, word});
    Value product = NVVM::MmaOp::create(
        rewriter, loc, words, adaptor.getCodes(), adaptor.getActivations(),
        adaptor.getAcc(), ArrayRef<int64_t>{16, 8, 32}, std::nullopt,
        NVVM::MMAIntOverflow::wrapped,
        std::array{NVVM::MMATypes::u8, NVVM::MMATypes::s8},
        std::array{NVVM::MMALayout::row, NVVM::MMALayout::col});
    SmallVector<Value> results;
    for (int64_t i = 0; i < 4; ++i)
      results.push_back(
          LLVM::ExtractValueOp::create(rewriter, loc, word, product, i));
    rewriter.replaceOp(op, results);
    return success();
  }
};

/// A warp's barrier, which orders memory too.
struct SyncLanes : ConvertOpToLLVMPattern<trit::SyncLanesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::SyncLanesOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value all = LLVM::ConstantOp::create(rewriter, op.getLoc(),
                                         rewriter.getI32IntegerAttr(-1));
    rewriter.replaceOpWithNewOp<NVVM::SyncWarpOp>(op, all);
    return success();
  }
};

/// A bulk copy that ends in the cache, which one thread starts.
struct ReadAhead : ConvertOpToLLVMPattern<trit::ReadAheadOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::ReadAheadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value at = getStridedElementPtr(rewriter, loc, op.getBuffer().getType(),
                                    adaptor.getBuffer(), adaptor.getOffset());
    at = toGlobal(rewriter, loc, at);
    Value bytes = LLVM::TruncOp::create(rewriter, loc, rewriter.getI32Type(),
                                        adaptor.getBytes());
    NVVM::CpAsyncBulkPrefetchOp::create(rewriter, loc, at, bytes, Value());
    rewriter.eraseOp(op);
    return success();
  }
};

struct KernelsToNVVM : impl::KernelsToNVVMBase<KernelsToNVVM> {
  void runOnOperation() override {
    gpu::GPUModuleOp module = getOperation();
    trit::TargetAttr target = trit::getTarget(module);
    if (!target)
      return signalPassFailure();
    int64_t most = target.multipliesTiles() ? kMostAsked : kMostShared;
    for (auto kernel : module.getOps<gpu::GPUFuncOp>()) {
      if (failed(checkWorkgroupMemory(kernel, most)))
        return signalPassFailure();
      askForMemory(kernel, kMostShared);
      // Sums of tiles take registers: ptxas reads what is never written further
      // ahead, and spills.
      if (!multipliesTiles(kernel))
        markReadOnly(kernel);
      meetInWarp(kernel);
      allowOneResident(kernel);
    }
    MLIRContext *context = &getContext();
    LLVMTypeConverter types(context, getKernelOptions(context));
    configureGpuToNVVMTypeConverter(types);
    RewritePatternSet patterns(context);
    populateKernelsToLLVM(types, patterns);
    populateGpuToNVVMConversionPatterns(types, patterns);
    // In front of MLIR's.
    PatternBenefit benefit = 10;
    patterns.add<Dot, Matrices, ReadAhead, SyncLanes>(types, benefit);
    populateTilesToNVVM(types, patterns);
    populateErasePauses(patterns);
    populateNarrowShuffles(patterns, benefit);
    LLVMConversionTarget legal(*context);
    legal.addLegalDialect<NVVM::NVVMDialect>();
    legal.addIllegalDialect<gpu::GPUDialect>();
    legal.addLegalOp<gpu::GPUModuleOp>();
    if (failed(applyPartialConversion(module, legal, std::move(patterns))))
      return signalPassFailure();
    for (auto function : module.getOps<LLVM::LLVMFuncOp>())
      demandSize(function);
    declareAskedMemory(module);
    annotateLoops(module);
  }

private:
  static bool multipliesTiles(gpu::GPUFuncOp kernel) {
    return kernel.walk([](trit::MmaTilesOp) { return WalkResult::interrupt(); })
        .wasInterrupted();
  }

  /// Of a workgroup that is a warp the barrier is the warp's.
  static void meetInWarp(gpu::GPUFuncOp kernel) {
    if (kernel.getKnownBlockSize()->front() != kWarp)
      return;
    kernel.walk([](gpu::BarrierOp op) {
      OpBuilder b(op);
      trit::SyncLanesOp::create(b, op.getLoc());
      op.erase();
    });
  }

  /// What `gpu.dynamic_shared_memory` becomes is an array of the module's that
  /// is aligned for words. PTX wants one from elsewhere, whose size nobody
  /// says.
  static void declareAskedMemory(gpu::GPUModuleOp module) {
    for (auto global : module.getOps<LLVM::GlobalOp>())
      if (auto type = dyn_cast<LLVM::LLVMArrayType>(global.getType());
          type && type.getNumElements() == 0) {
        global.setAlignment(kAskedAlignment);
        global.setLinkage(LLVM::Linkage::External);
      }
  }

  /// Else ptxas spills registers so that two workgroups are resident.
  static void allowOneResident(gpu::GPUFuncOp kernel) {
    if (kernel->removeAttr(kStepKernelAttrName))
      kernel->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(),
                      Builder(kernel.getContext()).getI32IntegerAttr(1));
  }

  /// A launch must have as many threads as the code is for. Of products ptxas
  /// is told how many blocks should fit on a multiprocessor, as by itself it
  /// spills to have one more: of several tokens for the sums, of one for a row.
  static void demandSize(LLVM::LLVMFuncOp kernel) {
    StringRef most = NVVM::NVVMDialect::getMaxntidAttrName();
    auto resident =
        dyn_cast_or_null<IntegerAttr>(kernel->removeAttr(kMultipliesAttrName));
    if (Attribute size = kernel->removeAttr(most))
      kernel->setAttr(NVVM::NVVMDialect::getReqntidAttrName(), size);
    if (resident)
      kernel->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(), resident);
  }
};
} // namespace
} // namespace tern
