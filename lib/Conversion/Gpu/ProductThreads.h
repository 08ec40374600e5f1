//===- ProductThreads.h - what threads that multiply have in common -------===//
//
// With i2 of 32 rows a block is 128 bytes, row r's word at 4 * r, whose plane p
// is the codes of the block's columns 4 * p + {0, 1, 2, 3}.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H
#define TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H

#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Threads of a subgroup, and bytes that each reads at once.
inline constexpr int64_t kProductLanes = 32, kLaneBytes = 16;
/// Rows whose words these bytes are, planes of a word, columns of a block.
inline constexpr int64_t kLaneRows = 4, kPlanes = 4, kDepth = 16;

/// On an `scf.for`: its iterations are shared by the subgroups of a workgroup
/// (unit attribute).
inline constexpr llvm::StringLiteral kSubgroupsAttrName = "tern.subgroups";

/// What the products of a kernel share.
struct ProductThreads {
  int64_t subgroups, ahead;
  mlir::Value lane, subgroup; ///< index
  mlir::Value first; ///< i1: of the first subgroup; null if there is no other
  mlir::Value exchange; ///< the workgroup's sums; null for one subgroup
};

/// Builds what a thread does for one product.
class ProductBuilder {
public:
  ProductBuilder(trit::MmtOp op, const ProductThreads &threads)
      : op(op), threads(threads), b(op.getLoc(), op) {}

protected:
  /// What a thread has read of a block: a word of each of its rows.
  struct Block {
    mlir::Value number;
    llvm::SmallVector<mlir::Value> words;
  };

  mlir::Value constant(int64_t value);
  mlir::Value constant32(int32_t value);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value times(mlir::Value x, int64_t y);

  /// Four words next to each other.
  llvm::SmallVector<mlir::Value> readWords(mlir::Value buffer,
                                           mlir::ValueRange indices);
  /// Rows `4 * part + {0, 1, 2, 3}` of a block.
  Block readBlock(mlir::Value tile, mlir::Value number, mlir::Value part);
  /// The same; of a block beyond the last the first, with codes zero.
  Block readIfExists(mlir::Value tile, mlir::Value number, mlir::Value part);
  llvm::SmallVector<mlir::Value> readActivations(mlir::Value token,
                                                 const Block &block);
  /// Products with codes come out as products with trits.
  mlir::Value subtractSum(mlir::Value total, mlir::Value token);

  int64_t getBlocks() {
    return llvm::cast<mlir::ShapedType>(op.getPacked().getType()).getDimSize(1);
  }

  trit::MmtOp op;
  const ProductThreads &threads;
  mlir::ImplicitLocOpBuilder b;
};

/// Multiplies tiles of a multiple of eight tokens by matrices: gives the
/// iterations of the loop over them to the subgroups, each of which has scratch
/// of its own. False if `op` is not in such a loop.
bool shareTokens(trit::MmtOp op, const ProductThreads &threads);
/// Lowers a product of such a loop.
void lowerToMatrices(trit::MmtOp op, const ProductThreads &threads);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H
