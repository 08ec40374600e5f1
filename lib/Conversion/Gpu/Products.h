//===- Products.h - how a workgroup shares a product ----------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_PRODUCTS_H
#define TERN_LIB_CONVERSION_GPU_PRODUCTS_H

#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Blocks of columns that the threads of a subgroup read at once, 16 bytes
/// each.
inline constexpr int64_t kGroupBlocks = 4;

/// Tokens of a product whose sums are many where it is of matrices.
inline constexpr int64_t kSharedTokens = 16;

/// Columns of a token's row that a subgroup takes at once, 16 of each lane.
inline constexpr int64_t kRowBlock = 512;

/// On an `scf.for`: its iterations are shared by the waves of a workgroup, and
/// the products in its body are one (unit attribute).
inline constexpr llvm::StringLiteral kSharedAttrName = "tern.shared";

/// On an `scf.for`: the products in its body are one, of which each wave of a
/// workgroup multiplies a part of the columns, and what follows one product is
/// one wave's, in turn (unit attribute).
inline constexpr llvm::StringLiteral kSplitAttrName = "tern.split";

/// Whether an operation is one of these loops.
inline bool isOfWaves(mlir::Operation *op) {
  return op->hasAttr(kSharedAttrName) || op->hasAttr(kSplitAttrName);
}

/// On an `scf.for`: the products in its body are one tile, which a workgroup
/// multiplies by `trit.mma_tiles` (unit attribute).
inline constexpr llvm::StringLiteral kTilesAttrName = "tern.tiles";

/// Whether a product is one of a tile's.
inline bool isOfTile(trit::MmtOp op) {
  return op->getParentOp()->hasAttr(kTilesAttrName);
}

/// Rows and tokens of such a tile, and the columns that are multiplied at once.
inline constexpr int64_t kMmaRows = 128, kMmaTokens = 128, kMmaColumns = 128;
/// Tokens of a tile of weights that have so many tiles of rows: decoded codes
/// serve twice as many, and there are as many tiles as a large GPU has
/// multiprocessors even so, of 512 tokens.
inline constexpr int64_t kMmaWideTokens = 256, kMmaWideRowTiles = 64;
/// Words of a token in what the products of a tile write: so many more than
/// rows that threads of different tokens write to different banks.
inline constexpr int64_t kMmaWords = kMmaRows + 4;
/// Subgroups that multiply a tile.
inline constexpr int64_t kMmaSubgroups = 8;

/// On an `scf.if` in front of the loop over a worker's tiles: it reads the
/// first words of its first tile, if there is any (unit attribute).
inline constexpr llvm::StringLiteral kFirstWordsAttrName = "tern.first_words";

/// On a `memref.store` to scratch of a workgroup: whatever element it is, of
/// all stores with this it is the same thread that writes it (unit attribute).
inline constexpr llvm::StringLiteral kOwnedAttrName = "tern.owned";

/// Subgroups that a workgroup of `stage` has at most: `most`, or half of that
/// if a `trit.mmt` is of `kSharedTokens`, whose sums take registers where they
/// are of matrices, or with a `tern.attend` of many tokens, which takes memory.
int64_t limitSubgroups(mlir::func::FuncOp stage, int64_t most);

/// Whether `stage` multiplies tiles.
bool hasTiles(mlir::func::FuncOp stage);

/// Subgroups for a workgroup of `stage`: as many as its largest `trit.mmt` has
/// groups of blocks or its longest row blocks, and no more than `most`; `most`
/// with a `tern.attend` or with tiles, and one without any.
int64_t countSubgroups(mlir::func::FuncOp stage, int64_t most);

/// Subgroups of `lanes` threads in a workgroup of `kernel`.
int64_t countSubgroups(mlir::gpu::GPUFuncOp kernel, int64_t lanes);

/// Threads of `target` that execute together: a wave.
int64_t getWave(trit::TargetAttr target);

/// Which group of `lanes` threads `thread` is of. Of whole wavefronts AMD's
/// compiler is told that all threads of one have the same.
mlir::Value getGroup(mlir::ImplicitLocOpBuilder &b, trit::TargetAttr target,
                     mlir::Value thread, int64_t lanes);

/// Where a thread of a kernel is. Of one subgroup, its number is its lane.
struct KernelThreads {
  int64_t subgroups = 1;
  mlir::Value thread, lane, subgroup; ///< index
};

/// That of `kernel`, whose subgroups are of `lanes`.
KernelThreads getKernelThreads(mlir::ImplicitLocOpBuilder &b,
                               mlir::gpu::GPUFuncOp kernel,
                               trit::TargetAttr target, int64_t lanes);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_PRODUCTS_H
