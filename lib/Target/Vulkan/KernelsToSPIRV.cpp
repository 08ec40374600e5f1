//===- KernelsToSPIRV.cpp - kernels as entry points of a SPIR-V module ----===//
#include "Module.h"
#include "SpirvPatterns.h"
#include "dialects/Trit/Trit.h"
#include "tern/Target/Passes.h"
#include "tern/Target/SpirvModule.h"

#include "mlir/Conversion/ArithToSPIRV/ArithToSPIRV.h"
#include "mlir/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "mlir/Conversion/MathToSPIRV/MathToSPIRV.h"
#include "mlir/Conversion/SCFToSPIRV/SCFToSPIRV.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SPIRV/Transforms/Passes.h"
#include "mlir/Dialect/SPIRV/Transforms/SPIRVConversion.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_KERNELSTOSPIRV
#include "tern/Target/Passes.h.inc"

namespace {
/// Of Vulkan 1.3.
constexpr spirv::Version kVersion = spirv::Version::V_1_6;

/// What a device may be asked for; a module declares what it uses.
spirv::TargetEnvAttr getEnvironment(MLIRContext *context) {
  using spirv::Capability;
  auto triple = spirv::VerCapExtAttr::get(
      kVersion,
      {Capability::Shader, Capability::Int8, Capability::Int16,
       Capability::Float16, Capability::Float64,
       Capability::StorageBuffer8BitAccess,
       Capability::StorageBuffer16BitAccess, Capability::DotProduct,
       Capability::DotProductInput4x8BitPacked},
      {}, context);
  return spirv::TargetEnvAttr::get(
      triple, spirv::getDefaultResourceLimits(context),
      spirv::ClientAPI::Vulkan, spirv::Vendor::Unknown,
      spirv::DeviceType::Unknown, spirv::TargetEnvAttr::kUnknownDeviceID);
}

struct KernelsToSPIRV : impl::KernelsToSPIRVBase<KernelsToSPIRV> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto kernels = module.lookupSymbol<gpu::GPUModuleOp>(kKernelsName);
    if (!kernels) {
      module.emitError("needs a gpu.module '") << kKernelsName << "'";
      return signalPassFailure();
    }
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    auto spirvModule = spirv::ModuleOp::create(
        b, module.getLoc(), spirv::AddressingModel::Logical,
        spirv::MemoryModel::GLSL450, std::nullopt, StringRef(kSpirvModuleName));
    spirv::TargetEnvAttr environment = getEnvironment(&getContext());
    spirvModule->setAttr(spirv::getTargetEnvAttrName(), environment);

    SpirvVariables variables(spirvModule);
    SmallVector<spirv::FuncOp> functions;
    for (auto kernel : kernels.getOps<gpu::GPUFuncOp>()) {
      if (failed(checkSizes(kernel)))
        return signalPassFailure();
      FailureOr<spirv::FuncOp> function =
          formFunction(kernel, spirvModule, variables);
      if (failed(function))
        return signalPassFailure();
      functions.push_back(*function);
    }
    if (failed(convert(spirvModule, environment)))
      return signalPassFailure();
    for (spirv::FuncOp function : functions)
      declareEntryPoint(function);
    if (failed(declareUses(spirvModule)))
      return signalPassFailure();
    SmallVector<StringRef> names;
    for (KernelBuffer buffer : variables.getBindings())
      names.push_back(kBufferNames[buffer]);
    module->setAttr(kBindingsAttrName, b.getStrArrayAttr(names));
  }

private:
  /// Indices have 32 bits, and a workgroup what every device gives it. Of the
  /// weights `tern-window-weights` has checked what a launch sees.
  static LogicalResult checkSizes(gpu::GPUFuncOp kernel) {
    constexpr int64_t mostBytes = int64_t(1) << 32;
    auto getBytes = [](Value buffer) {
      auto type = cast<MemRefType>(buffer.getType());
      return type.getNumElements() * type.getElementTypeBitWidth() / 8;
    };
    for (unsigned i = kWeightsBuffer + 1; i < kNumBuffers; ++i)
      if (int64_t bytes = getBytes(kernel.getArgument(i)); bytes >= mostBytes)
        return kernel.emitError("buffer '")
               << kBufferNames[i] << "' has " << bytes
               << " bytes; for Vulkan expected less than " << mostBytes;
    return checkWorkgroupMemory(kernel, kVulkanWorkgroupBytes);
  }

  /// A function of no arguments: what a kernel has them for are variables.
  static FailureOr<spirv::FuncOp> formFunction(gpu::GPUFuncOp kernel,
                                               spirv::ModuleOp module,
                                               SpirvVariables &variables) {
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    Location loc = kernel.getLoc();
    gpu::GPUFuncOp copy = kernel.clone();
    auto function = spirv::FuncOp::create(b, loc, kernel.getName(),
                                          b.getFunctionType({}, {}));
    function.getBody().takeBody(copy.getBody());
    copy.erase();
    Block &body = function.getBody().front();
    b.setInsertionPointToStart(&body);
    auto cast = [&](Type type, Value value) {
      return UnrealizedConversionCastOp::create(b, loc, type, value)
          .getResult(0);
    };
    for (unsigned i = 0; i < kNumBuffers; ++i) {
      auto buffer = static_cast<KernelBuffer>(i);
      bool coherent = bool(kernel.getArgAttr(i, kCoherentAttrName));
      auto bind = [&](Value value) {
        auto type = cast_or_null<MemRefType>(value.getType());
        Value pointer = variables.getBuffer(b, loc, buffer,
                                            type.getElementType(), coherent);
        value.replaceAllUsesWith(cast(type, pointer));
      };
      for (Operation *user :
           llvm::make_early_inc_range(body.getArgument(i).getUsers()))
        if (isa<memref::ViewOp, memref::CollapseShapeOp>(user)) {
          bind(user->getResult(0));
          user->erase();
        }
      if (!body.getArgument(i).use_empty())
        bind(body.getArgument(i));
    }
    unsigned count = kernel.getNumArguments() - kNumBuffers;
    for (unsigned i = 0; i < count; ++i) {
      BlockArgument argument = body.getArgument(kNumBuffers + i);
      if (!argument.use_empty())
        argument.replaceAllUsesWith(
            cast(b.getIndexType(), variables.getConstant(b, loc, i, count)));
    }
    for (unsigned i = kernel.getNumArguments(); i < body.getNumArguments();
         ++i) {
      BlockArgument array = body.getArgument(i);
      if (array.use_empty())
        continue;
      auto type = llvm::cast<MemRefType>(array.getType());
      array.replaceAllUsesWith(cast(
          type, variables.getWorkgroupArray(b, loc, kernel.getName(), type)));
    }
    body.eraseArguments(0, body.getNumArguments());
    auto size = kernel.getKnownBlockSize();
    if (!size)
      return kernel.emitError("has no known_block_size");
    function->setAttr(spirv::getEntryPointABIAttrName(),
                      spirv::getEntryPointABIAttr(b.getContext(), *size));
    return function;
  }

  LogicalResult convert(spirv::ModuleOp module,
                        spirv::TargetEnvAttr environment) {
    MLIRContext *context = &getContext();
    SPIRVConversionOptions options;
    options.emulateLT32BitScalarTypes = false;
    SPIRVTypeConverter types(environment, options);
    // Accesses look at the variable behind a buffer's cast.
    types.addConversion([](MemRefType type) { return type; });
    RewritePatternSet patterns(context);
    ScfToSPIRVContext loops;
    arith::populateArithToSPIRVPatterns(types, patterns);
    populateMathToSPIRVPatterns(types, patterns);
    populateGPUToSPIRVPatterns(types, patterns);
    populateSCFToSPIRVPatterns(types, loops, patterns);
    trit::TargetAttr target = trit::getTarget(module);
    if (!target)
      return failure();
    populateSpirvPatterns(types, target.getDot() == "packed", patterns);
    std::unique_ptr<ConversionTarget> legal =
        SPIRVConversionTarget::get(environment);
    legal->addLegalOp<UnrealizedConversionCastOp>();
    FrozenRewritePatternSet frozen(std::move(patterns));
    for (auto function : module.getOps<spirv::FuncOp>())
      if (failed(applyFullConversion(function, *legal, frozen)))
        return failure();
    SmallVector<UnrealizedConversionCastOp> casts;
    module.walk([&](UnrealizedConversionCastOp op) { casts.push_back(op); });
    reconcileUnrealizedCasts(casts);
    module.walk([](UnrealizedConversionCastOp op) {
      if (op.use_empty())
        op.erase();
    });
    return success();
  }

  /// Capabilities and extensions, of what is left after simplification. The
  /// version stays what entry points are declared for.
  LogicalResult declareUses(spirv::ModuleOp module) {
    OpPassManager simplify(spirv::ModuleOp::getOperationName());
    simplify.addPass(createCanonicalizerPass());
    simplify.addPass(createCSEPass());
    simplify.addPass(spirv::createSPIRVUpdateVCEPass());
    if (failed(runPipeline(simplify, module)))
      return failure();
    spirv::VerCapExtAttr found = *module.getVceTriple();
    module.setVceTripleAttr(spirv::VerCapExtAttr::get(
        kVersion, llvm::to_vector(found.getCapabilities()),
        llvm::to_vector(found.getExtensions()), module.getContext()));
    return success();
  }

  /// Lists the variables that it uses.
  static void declareEntryPoint(spirv::FuncOp function) {
    llvm::SetVector<Attribute> interface;
    function.walk(
        [&](spirv::AddressOfOp op) { interface.insert(op.getVariableAttr()); });
    auto abi = function->getAttrOfType<spirv::EntryPointABIAttr>(
        spirv::getEntryPointABIAttrName());
    function->removeAttr(spirv::getEntryPointABIAttrName());
    OpBuilder b = OpBuilder::atBlockEnd(
        function->getParentOfType<spirv::ModuleOp>().getBody());
    spirv::EntryPointOp::create(b, function.getLoc(),
                                spirv::ExecutionModel::GLCompute, function,
                                interface.getArrayRef());
    spirv::ExecutionModeOp::create(b, function.getLoc(), function,
                                   spirv::ExecutionMode::LocalSize,
                                   abi.getWorkgroupSize().asArrayRef());
  }
};
} // namespace
} // namespace tern
