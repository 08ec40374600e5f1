//===- Pipelines.cpp - which pass stands where, and why -------------------===//
#include "tern/Pipeline/Pipelines.h"

#include "tern/Conversion/Passes.h"
#include "tern/Pipeline/Passes.h"
#include "tern/Target/Passes.h"
#include "tern/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tern;

void tern::buildFusePipeline(OpPassManager &pm, const FuseOptions &options) {
  // Quantisation becomes an operation of its own, shared by all readers of a
  // value.
  pm.addPass(createDecomposeBitLinear());
  if (options.normQuantize)
    pm.addPass(createFuseNormQuantize());
  // Gate and up before Q, K, V: the latter would take any products of one
  // input.
  if (options.glu)
    pm.addPass(createFuseGlu());
  if (options.parallelMatmuls)
    pm.addPass(createFuseParallelMatmuls());
  // Last, as it consumes the products that the others look for.
  if (options.epilogue)
    pm.addPass(createFuseEpilogue());
  if (options.head != "default")
    pm.addPass(createQuantizeHead({options.head, /*top=*/64}));
  pm.addPass(createMarkStage({"fuse"}));
}

void tern::buildPackPipeline(OpPassManager &pm, const PackOptions &options) {
  pm.addPass(createPackWeights({options.layout}));
  PackCachesOptions caches;
  caches.type = options.kv;
  pm.addPass(createPackCaches(caches));
  pm.addPass(createMarkStage({"pack"}));
}

void tern::buildSchedulePipeline(OpPassManager &pm,
                                 const ScheduleOptions &options) {
  FormEntriesOptions entries;
  entries.prefillTokens = options.prefillTokens;
  entries.sequences = options.sequences;
  pm.addPass(createFormEntries(entries));
  pm.addPass(createCompleteSchedule());
  pm.addNestedPass<func::FuncOp>(createTernToLoops());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createSplitEmptyTensors());
  // What follows takes longer than all else of this stage: for layers once.
  pm.addPass(createIsolateStages());
  pm.addPass(func::createDuplicateFunctionEliminationPass());
  // The last operation writes to the logits' buffer itself.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.allowUnknownOps = false;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  pm.addPass(bufferization::createDropEquivalentBufferResultsPass());
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass()); // Copies of a slice to itself go when
                                         // CSE has merged the slices.
  pm.addPass(createInlineStages());
  pm.addNestedPass<func::FuncOp>(createTileAttention());
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createJoinStages());
  pm.addNestedPass<func::FuncOp>(createPlanArena());
  // Layers are equal but for their offsets.
  pm.addPass(createOutlineStages());
  pm.addPass(func::createDuplicateFunctionEliminationPass());
  pm.addNestedPass<func::FuncOp>(createPromoteScratch());
  pm.addNestedPass<func::FuncOp>(createExpandTiles());
  pm.addNestedPass<func::FuncOp>(createTabulateProducts());
  pm.addNestedPass<func::FuncOp>(createMmtToVector());
  pm.addNestedPass<func::FuncOp>(createAttendToVector());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createMarkStage({"schedule"}));
}

/// To kernels of scalars in the gpu dialect, which all GPUs share.
static void buildKernelPipeline(OpPassManager &pm, int64_t subgroups) {
  pm.addNestedPass<func::FuncOp>(createSpreadTokens());
  pm.addPass(createExpandMath());
  pm.addPass(createExpandHalf());
  pm.addNestedPass<func::FuncOp>(vector::createLowerVectorMaskPass());
  pm.addNestedPass<func::FuncOp>(createVectorToLanes());
  FormKernelsOptions kernels;
  kernels.subgroups = subgroups;
  pm.addPass(createFormKernels(kernels));
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

/// Barriers, and buffers of one index, as probes have them.
static void addMemoryPasses(OpPassManager &pm,
                            const FormProbesOptions &probes = {}) {
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  kernels.addNestedPass<gpu::GPUFuncOp>(createMmtToThreads());
  kernels.addNestedPass<gpu::GPUFuncOp>(createAttendToMatrices());
  kernels.addNestedPass<gpu::GPUFuncOp>(createDigitsToMatrices());
  kernels.addNestedPass<gpu::GPUFuncOp>(createAttendToThreads());
  // Behind it, as all subgroups do this.
  kernels.addNestedPass<gpu::GPUFuncOp>(createRowsToThreads());
  kernels.addNestedPass<gpu::GPUFuncOp>(createExpandMath());
  kernels.addNestedPass<gpu::GPUFuncOp>(createPlaceBarriers());
  kernels.addNestedPass<gpu::GPUFuncOp>(createFlattenBuffers());
  pm.addPass(createFormProbes(probes));
}

/// Arithmetic that every GPU has.
static void addArithmeticPasses(OpPassManager &kernels) {
  kernels.addPass(createLowerAffinePass());
  kernels.addPass(arith::createArithExpandOpsPass());
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
  kernels.addPass(createHoistInvariants());
}

/// To the SPIR-V module of the kernels.
static void buildVulkanPipeline(OpPassManager &pm, int64_t weightsRange) {
  buildKernelPipeline(pm, /*subgroups=*/1);
  pm.addPass(createWindowWeights({weightsRange}));
  pm.nest<gpu::GPUModuleOp>().addNestedPass<gpu::GPUFuncOp>(
      createExchangeThroughMemory());
  addMemoryPasses(pm);
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  kernels.addPass(createRoundExactly());
  addArithmeticPasses(kernels);
  pm.addPass(createKernelsToSPIRV());
}

/// Warps that share the columns of a product: so many that also a product of
/// few rows has its weights on the way at once (docs/gpu.md).
static constexpr int64_t kWarps = 8;
/// For tests of how warps share, two of them in tiles of matrices: more would
/// show no more.
static constexpr int64_t kEmulatedWarps = 4;
static const FormProbesOptions kEmulatedProbes{/*workgroups=*/2,
                                               /*threads=*/64};

/// To functions of the llvm dialect in the kernels' module, by the pass `last`;
/// without `dots` products of words become arithmetic before.
/// Lanes are a warp, which exchanges by shuffles; divisions and square roots
/// are rounded correctly as they are.
static void buildShufflingPipeline(OpPassManager &pm, int64_t subgroups,
                                   bool dots, std::unique_ptr<Pass> last,
                                   const FormProbesOptions &probes = {}) {
  buildKernelPipeline(pm, subgroups);
  addMemoryPasses(pm, probes);
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  if (!dots)
    kernels.addPass(createTritToArith());
  kernels.addPass(memref::createExpandStridedMetadataPass());
  addArithmeticPasses(kernels);
  // Workgroups of a launch can wait for each other. Behind the motion of code
  // out of loops: what a stage needs is no other's matter.
  pm.addPass(createFormStep());
  OpPassManager &functions = pm.nest<gpu::GPUModuleOp>();
  functions.addPass(createExpandGridSync());
  functions.addPass(createSCFToControlFlowPass());
  functions.addPass(std::move(last));
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createCSEPass());
}

/// To the llvm dialect, for any processor.
static void buildProcessorPipeline(OpPassManager &pm) {
  // Each leaves the targets of the others alone.
  pm.addPass(createTritToAArch64());
  pm.addPass(createTritToRISCV());
  pm.addPass(createTritToWebAssembly());
  pm.addPass(createTritToX86());
  pm.addPass(createTritToArith());
  pm.addPass(createBarrierToLLVM());
  pm.addPass(createExpandMath());
  pm.addPass(createRoundRISCV());
  pm.addPass(createExpandHalf());
  // Masks become operands of the transfers, which the next pass takes apart.
  pm.addNestedPass<func::FuncOp>(vector::createLowerVectorMaskPass());
  pm.addPass(createConvertVectorToSCFPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createStagesToLLVM());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void tern::buildLowerPipeline(OpPassManager &pm, const LowerOptions &options) {
  if (options.gpu == "nvidia") {
    buildShufflingPipeline(pm, kWarps, /*dots=*/true, createKernelsToNVVM());
    // What LLVM has no intrinsics for.
    pm.nest<gpu::GPUModuleOp>().addPass(createConvertNVVMToLLVMPass());
  } else if (options.gpu == "vulkan")
    buildVulkanPipeline(pm, options.weightsRange);
  else if (options.gpu == "amd")
    buildShufflingPipeline(pm, kWarps, /*dots=*/true, createKernelsToROCDL());
  else if (options.gpu == "emulated")
    buildShufflingPipeline(pm, kEmulatedWarps, /*dots=*/false,
                           createKernelsToThreads(), kEmulatedProbes);
  else
    buildProcessorPipeline(pm);
  pm.addPass(createMarkStage({"lower"}));
}

void tern::registerPipelines() {
  registerTernPipelinePasses();
  PassPipelineRegistration<FuseOptions>(
      "fuse", "The stage fuse: tern to tern, fewer passes over activations",
      buildFusePipeline);
  PassPipelineRegistration<PackOptions>("pack",
                                        "The stage pack: each ternary weight "
                                        "gets the target's layout, caches get "
                                        "attention's",
                                        buildPackPipeline);
  PassPipelineRegistration<ScheduleOptions>(
      "schedule", "The stage schedule: entry points, tiles, one arena, stages",
      buildSchedulePipeline);
  PassPipelineRegistration<LowerOptions>(
      "lower",
      "The stage lower: the target's instructions in the llvm dialect, or its "
      "kernels in spirv or nvvm",
      buildLowerPipeline);
}
