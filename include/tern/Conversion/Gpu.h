//===- Gpu.h - how stages run on a GPU ------------------------------------===//
//
// A worker of a stage is a workgroup, a lane of its vectors a thread. Scalars
// are the same in all threads and control flow is uniform, but for `scf.if`
// with the attribute below, which hold memory accesses alone.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CONVERSION_GPU_H
#define TERN_CONVERSION_GPU_H

#include "dialects/Trit/Trit.h"
#include "tern/ABI.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tern {

/// Arguments of every kernel, and after them its constants, of type index.
enum KernelBuffer : unsigned {
  kWeightsBuffer, ///< memref of bytes, read-only
  kArenaBuffer,   ///< memref of bytes
  kKVBuffer,      ///< memref of bytes
  kIdsBuffer,     ///< memref<T x i32>; of a batch memref<3 x T x i32>
  kLogitsBuffer,  ///< memref<T x V x f32>
  kStepBuffer,    ///< memref<4 x i32>: tokens, position, first_logit, 0
  kNumBuffers
};
inline constexpr llvm::StringLiteral kBufferNames[kNumBuffers] = {
    TERN_ABI_DEVICE_BUFFERS};
inline constexpr int64_t kStepSize = 4;
/// The argument of a step's kernel that follows them, memref<N x i32>: two
/// words of `trit.sync_grid`, the largest logit (i64), and its id; if the
/// module has a batch two words more for each of its tokens, the largest logits
/// (i64); then clocks (i64), as tern/ABI.h says (TERN_ABI_SYNC_BYTES).
inline constexpr unsigned kSyncBuffer = kNumBuffers;
/// Constants of a kernel, at most.
inline constexpr int64_t kMaxConstants = TERN_ABI_DEVICE_CONSTANTS;

/// The module of the kernels.
inline constexpr llvm::StringLiteral kKernelsName = "kernels";

/// On such a kernel (unit), and on its entry: a dictionary of the `function`,
/// its `workgroup`, in threads, and how many `workgroups` have work.
inline constexpr llvm::StringLiteral kStepKernelAttrName = "tern.step_kernel";

/// On an `scf.if`: threads of a workgroup decide differently (unit attribute).
inline constexpr llvm::StringLiteral kDivergentAttrName = "tern.divergent";
/// On a workgroup's memory (`memref.alloca`): whoever accesses it has put the
/// barriers that it needs (unit attribute).
inline constexpr llvm::StringLiteral kOrderedAttrName = "tern.ordered";
/// On a workgroup's memory: the phase in which it is used (i64), 0 without.
/// Those of different phases share their place: while one is, none of others is.
inline constexpr llvm::StringLiteral kPhaseAttrName = "tern.phase";
/// On a kernel's constant: views at constants of other numbers share no byte
/// with the view at this.
inline constexpr llvm::StringLiteral kRegionAttrName = "tern.region";
/// On a kernel's buffer: threads of a workgroup read what others of it wrote
/// (unit attribute).
inline constexpr llvm::StringLiteral kCoherentAttrName = "tern.coherent";

/// On a launch: where its weights begin, a multiple of kWindowAlignment, and in
/// how many bytes they lie. Its constants count from there. Without it they
/// count from the first weight.
inline constexpr llvm::StringLiteral kWindowAttrName = "tern.weights_window";
inline constexpr int64_t kWindowAlignment = TERN_ABI_WINDOW_ALIGNMENT;

/// On the module: dictionaries of what measures the device, each the `function`
/// of a kernel, its `kind` (`read`, `dot` or `matrix`), how many `workgroups`
/// it is started with, the threads of a `workgroup`, and its `work` in a round:
/// bytes that it reads, or multiply-accumulates.
inline constexpr llvm::StringLiteral kProbesAttrName = "tern.probes";

/// On a kernel that multiplies trits: how many of its workgroups registers
/// should be had for on a multiprocessor (i32).
inline constexpr llvm::StringLiteral kMultipliesAttrName = "tern.multiplies";

/// Features of a head that `tern.attend` multiplies by matrices, at most.
inline constexpr int64_t kAttendMostMatrixFeatures = 256;

/// Whether `tern.attend` of so many tokens (dynamic, or one) and of such a
/// cache of keys, `[..., D, B]`, stays whole until kernels are formed, for
/// products by matrices.
bool attendsByMatrices(trit::TargetAttr target, int64_t tokens,
                       mlir::ShapedType keys);
/// Tokens of such a tile, of so many heads in a group.
int64_t countAttendTokens(trit::TargetAttr target, int64_t heads);

/// Rows of codes that a warp multiplies by matrices at a time, and tokens for
/// which it does so at least.
inline constexpr int64_t kDigitsTileRows = 32, kDigitsLeastTokens = 8;

/// Whether codes `[R, K]`, or a tile of their rows, are multiplied with digits
/// of many tokens by matrices: `tern.multiply_digits`.
bool multipliesDigitsByMatrices(trit::TargetAttr target,
                                mlir::ShapedType codes);

/// Positions that threads attend to at a time, one a lane, and numbers of a
/// cache that one of them reads at once; features of a head, at most.
inline constexpr int64_t kAttendBatch = 32, kAttendNumbers = 4,
                         kAttendMostFeatures = 512;
/// Workgroups that share the positions of one token, about.
inline constexpr int64_t kAttendWorkgroups = 132;

/// Whether `tern.attend` of so many tokens and features stays whole until
/// kernels are formed, for threads of a whole workgroup.
bool attendsByThreads(trit::TargetAttr target, int64_t tokens, int64_t headDim);

/// An `scf.if` of some threads.
mlir::scf::IfOp createDivergentIf(mlir::OpBuilder &b, mlir::Location loc,
                                  mlir::Value condition);

/// Bytes of an array of numbers or of vectors of them.
int64_t countBytes(mlir::MemRefType type);

/// Bytes of memory that every device of Vulkan 1.3 gives a workgroup
/// (maxComputeSharedMemorySize, "Required Limits").
inline constexpr int64_t kVulkanWorkgroupBytes = 16384;

/// Bytes of a workgroup's memory that the tile of a stage may take for itself:
/// exchanges between threads need some as well. Of a processor, any.
int64_t getMostTileBytes(trit::TargetAttr target);

/// On a kernel: bytes of a workgroup's memory that its launch must ask for, as
/// they are more than a workgroup has by itself.
inline constexpr llvm::StringLiteral kAskedBytesAttrName = "tern.asked_bytes";
/// What such memory is aligned to, at most.
inline constexpr int64_t kAskedAlignment = 1024;

/// Of a kernel whose arrays take more than `most` bytes, makes them parts of
/// `gpu.dynamic_shared_memory`, and notes how much that is.
void askForMemory(mlir::gpu::GPUFuncOp kernel, int64_t most);

/// Bytes that an array of a workgroup is aligned to.
int64_t getAlignment(mlir::gpu::GPUFuncOp kernel, unsigned array);
/// Where the arrays of a workgroup lie, those of a phase behind each other, and
/// how many bytes that takes.
llvm::SmallVector<int64_t> placeArrays(mlir::gpu::GPUFuncOp kernel);

/// Whether the arrays of a workgroup take at most `most` bytes. The error names
/// the kernel and says what it needs.
llvm::LogicalResult checkWorkgroupMemory(mlir::gpu::GPUFuncOp kernel,
                                         int64_t most);

} // namespace tern

#endif // TERN_CONVERSION_GPU_H
