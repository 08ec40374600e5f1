//===- Pipelines.h - the stages of a compile, by name ---------------------===//
//
//   import -> fuse -> pack -> schedule -> lower -> emit
//
// Each is known to tern-opt by this name: `import` and `emit`, which read a
// checkpoint and write code, are passes (Passes.td), the four between them are
// pipelines of passes.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_PIPELINE_PIPELINES_H
#define TERN_PIPELINE_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace tern {

/// Each fusion can be switched off; the model computes the same without it. The
/// head is as it is stored unless said otherwise.
struct FuseOptions : mlir::PassPipelineOptions<FuseOptions> {
  Option<bool> normQuantize{
      *this, "norm-quantize",
      llvm::cl::desc("Normalise and quantise in one pass"),
      llvm::cl::init(true)};
  Option<bool> glu{*this, "glu",
                   llvm::cl::desc("Gate and up projections in one"),
                   llvm::cl::init(true)};
  Option<bool> parallelMatmuls{*this, "parallel-matmuls",
                               llvm::cl::desc("Q, K and V projections in one"),
                               llvm::cl::init(true)};
  Option<bool> epilogue{
      *this, "epilogue",
      llvm::cl::desc("Dequantise and residual as epilogues of products"),
      llvm::cl::init(true)};
  Option<std::string> head{
      *this, "head",
      llvm::cl::desc("What the output head is read in: default (its stored "
                     "type), int8 or int4-screen"),
      llvm::cl::init("default")};
};

struct PackOptions : mlir::PassPipelineOptions<PackOptions> {
  Option<std::string> kv{*this, "kv",
                         llvm::cl::desc("What the caches hold: f32, f16, int8"),
                         llvm::cl::init("f32")};
  Option<std::string> layout{
      *this, "layout",
      llvm::cl::desc("Encoding of ternary weights, as #trit.layout spells it; "
                     "empty for the schedule's"),
      llvm::cl::init("")};
};

struct ScheduleOptions : mlir::PassPipelineOptions<ScheduleOptions> {
  Option<int64_t> prefillTokens{
      *this, "prefill-tokens",
      llvm::cl::desc(
          "Tokens that one prefill step takes at most; 0 for the schedule's, "
          "or the context if that is less"),
      llvm::cl::init(0)};
  Option<int64_t> sequences{
      *this, "sequences",
      llvm::cl::desc("Sequences that one step of the entry batch takes at "
                     "most; 0 for no such entry"),
      llvm::cl::init(0)};
};

struct LowerOptions : mlir::PassPipelineOptions<LowerOptions> {
  Option<std::string> gpu{
      *this, "gpu",
      llvm::cl::desc("What runs the module's kernels: vulkan, nvidia, amd "
                     "or emulated; empty for a processor"),
      llvm::cl::init("")};
  Option<int64_t> weightsRange{
      *this, "weights-range",
      llvm::cl::desc("For Vulkan: bytes of the weights that a stage sees at a "
                     "time, where all together are more"),
      llvm::cl::init(int64_t(128) << 20)};
};

/// tern -> tern.
void buildFusePipeline(mlir::OpPassManager &pm, const FuseOptions &options);
/// tern -> tern + trit layouts.
void buildPackPipeline(mlir::OpPassManager &pm, const PackOptions &options);
/// -> func, scf, vector, memref and trit: the step program of each entry.
void buildSchedulePipeline(mlir::OpPassManager &pm,
                           const ScheduleOptions &options);
/// -> the llvm dialect, or of a GPU launches of kernels in spirv or nvvm.
void buildLowerPipeline(mlir::OpPassManager &pm, const LowerOptions &options);

/// The stages in their order, as `--emit` spells them.
inline constexpr llvm::StringLiteral kStageNames[] = {
    "import", "fuse", "pack", "schedule", "lower", "emit"};

/// On a module: the stage that wrote it, so that a compile can go on from
/// there.
inline constexpr llvm::StringLiteral kStageAttrName = "tern.stage";

/// Makes the stages known to tern-opt by name.
void registerPipelines();

} // namespace tern

#endif // TERN_PIPELINE_PIPELINES_H
