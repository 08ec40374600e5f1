//===- Step.h - the signature of a step in the IR -------------------------===//
//
// The arguments of an entry point, in the order of `TernStepFn` in
// tern/ABI.h, and the module attributes that describe the step's buffers.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CONVERSION_STEP_H
#define TERN_CONVERSION_STEP_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace tern {

class ParamOp;

enum StepArg : unsigned {
  kWeightsArg,    ///< memref of bytes, read-only
  kArenaArg,      ///< memref of bytes
  kKVArg,         ///< memref of bytes
  kIdsArg,        ///< memref<T x i32>; of a batch memref<3 x T x i32>
  kLogitsArg,     ///< memref<T x V x f32>
  kTokensArg,     ///< index: live tokens
  kPositionArg,   ///< index: position of the first
  kFirstLogitArg, ///< index: first token whose logits are wanted
  kBarrierArg,    ///< !llvm.ptr: the barrier's function
  kContextArg,    ///< !llvm.ptr: its context
  kWorkerArg,     ///< index
  kWorkersArg,    ///< index
  kNumStepArgs
};

inline constexpr llvm::StringLiteral kForwardName = "forward";
inline constexpr llvm::StringLiteral kDecodeName = "tern_decode";
inline constexpr llvm::StringLiteral kPrefillName = "tern_prefill";
inline constexpr llvm::StringLiteral kBatchName = "tern_batch";

/// On a function: it is an entry point (unit attribute).
inline constexpr llvm::StringLiteral kEntryAttrName = "tern.entry";
/// On an entry: bytes of arena it needs. On the module: bytes that any entry
/// needs.
inline constexpr llvm::StringLiteral kArenaBytesAttrName = "tern.arena_bytes";
/// On the module: bytes of a sequence's caches, tokens of a prefill step.
inline constexpr llvm::StringLiteral kKVBytesAttrName = "tern.kv_bytes";
inline constexpr llvm::StringLiteral kPrefillTokensAttrName =
    "tern.prefill_tokens";
/// On a module with the entry `tern_batch`: how many sequences it takes.
inline constexpr llvm::StringLiteral kSequencesAttrName = "tern.sequences";
/// On a parameter: where it lies in the weights.
inline constexpr llvm::StringLiteral kOffsetAttrName = "tern.offset";

/// Sequences of `tern_batch`, at most.
inline constexpr int64_t kMostSequences = 4096;

/// On a call of a stage: the operation that it computes, a string; the
/// parameters whose weights it reads, an array of symbols.
inline constexpr llvm::StringLiteral kStageOpAttrName = "tern.op";
inline constexpr llvm::StringLiteral kStageParamsAttrName = "tern.params";

/// On a parallel loop of an entry: it is computed along with the one before, no
/// barrier between them (unit attribute).
inline constexpr llvm::StringLiteral kJoinsAttrName = "tern.joins";

/// True if `func` is an entry point.
inline bool isEntry(mlir::func::FuncOp func) {
  return func->hasAttr(kEntryAttrName);
}

/// True if the steps of an entry are of one token each.
bool hasOneToken(mlir::func::FuncOp entry);

/// What a bundle has of a parameter: trits are packed.
mlir::RankedTensorType getStoredType(ParamOp param);

/// Tokens that the caches hold; 0 if the module does not say it.
int64_t getContextTokens(mlir::ModuleOp module);

/// Bytes of a statically shaped tensor as it is stored.
int64_t getStoredBytes(mlir::RankedTensorType type);

/// Rounds up to the ABI's alignment.
int64_t alignToAbi(int64_t bytes);

} // namespace tern

#endif // TERN_CONVERSION_STEP_H
