//===- Tern.h - the tern dialect: a ternary transformer on tensors --------===//
#ifndef TERN_DIALECTS_TERN_TERN_H
#define TERN_DIALECTS_TERN_TERN_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Tern/TernDialect.h.inc"
#include "dialects/Tern/TernEnums.h.inc"

namespace tern {
/// The type of one sequence's part of a cache or of its scales, where there are
/// places: those of several sequences, else the type itself.
inline mlir::RankedTensorType getSequenceType(mlir::RankedTensorType type,
                                              mlir::Value places) {
  return places ? type.clone(type.getShape().drop_front()) : type;
}
} // namespace tern

#define GET_TYPEDEF_CLASSES
#include "dialects/Tern/TernTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Tern/TernAttrs.h.inc"
#define GET_OP_CLASSES
#include "dialects/Tern/TernOps.h.inc"

namespace tern {
/// Name of the module attribute with the model's facts, a `ModelAttr`-like
/// dictionary that `import` writes and the bundle's manifest repeats.
inline constexpr llvm::StringLiteral kModelAttrName = "tern.model";
/// Name of the module attribute with the checkpoint that parameters come from.
inline constexpr llvm::StringLiteral kCheckpointAttrName = "tern.checkpoint";
/// On a module: what the checkpoint's projections were taken for where its
/// config does not say (`dense`, `trits` or `absmean`), so that a compile that
/// goes on from the IR reads them alike.
inline constexpr llvm::StringLiteral kProjectionsAttrName = "tern.projections";
/// On a module: the layout of the I2_S tensors of a GGUF file that has not the
/// usual one.
inline constexpr llvm::StringLiteral kI2sLayoutAttrName = "tern.i2s_layout";
/// On a module: what its caches hold, `f32`, `f16` or `int8`.
inline constexpr llvm::StringLiteral kKVTypeAttrName = "tern.kv_type";

/// Positions whose softmax `tern.attend` computes at once. Part of what a
/// result is: another number rounds otherwise.
inline constexpr int64_t kAttentionChunk = 128;

/// Lets one-shot bufferization turn `tern.attend` on tensors into one on
/// buffers.
void registerBufferizationModels(mlir::DialectRegistry &registry);
/// On a module whose head is a `tern.screened_linear`: how many of a token's
/// logits are exact.
inline constexpr llvm::StringLiteral kExactLogitsAttrName = "tern.exact_logits";

/// Bytes of a row of `screen_high` or `screen_low` (`#tern.head_part`) of so
/// many columns: a multiple of any vector.
inline int64_t getScreenBytes(int64_t columns) {
  return (columns + 127) / 128 * 64;
}
/// The least that the largest magnitude m of a head in a cache of i8 counts as:
/// it keeps 127 / m finite (`tern.kv_append`).
inline constexpr float kSmallestMagnitude = 0x1p-100F;
/// Largest magnitude of an activation of two digits: the upper is 127 at most.
inline constexpr float kLargestDigits = 127 * 256;
/// Largest weight of a position, a word with a sign or two digits, and the
/// least that a chunk's largest weight counts as (`tern.attention`).
inline constexpr float kLargestWeightDigits = 32767,
                       kSmallestWeight = 0x1p-100F;
/// Features of a head whose products with digits stay within 32 bits:
/// 127 * 256 * 127 * 512 < 2^31.
inline constexpr int64_t kMaxWordFeatures = 512;
/// Columns of a weight of codes whose sums of products with digits stay within
/// 32 bits: 255 * 128 * 2^16 < 2^31.
inline constexpr int64_t kMaxCodeColumns = int64_t{1} << 16;

/// Columns whose codes are next to each other in a head's tile.
inline constexpr int64_t kHeadTileColumns = 4;
/// Of codes of six bits (`int6_codes`): columns and bytes of a block, and the
/// columns next to each other in each of its parts.
inline constexpr int64_t kInt6Block = 256, kInt6BlockBytes = 192,
                         kInt6Part = 64;
/// Groups of a row's columns, each with a factor; the largest factor and code.
inline constexpr int64_t kInt6Groups = 16, kLargestInt6 = 31;
/// Columns whose sums stay within 32 bits: 31 * 31 * 128 * 2^14 < 2^31.
inline constexpr int64_t kMaxInt6Columns = int64_t{1} << 14;

/// Bytes of a row of `int6_codes` of so many columns.
inline int64_t getInt6Bytes(int64_t columns) {
  return (columns + kInt6Block - 1) / kInt6Block * kInt6BlockBytes;
}
} // namespace tern

#endif // TERN_DIALECTS_TERN_TERN_H
