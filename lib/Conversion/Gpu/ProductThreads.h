//===- ProductThreads.h - what threads that multiply have in common -------===//
//
// With i2 of 32 rows a block is 128 bytes, row r's word at 4 * r, whose plane p
// is the codes of the block's columns 4 * p + {0, 1, 2, 3}.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H
#define TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H

#include "Fragments.h"
#include "Products.h"
#include "ThreadBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Threads of a subgroup, and bytes that each reads at once.
inline constexpr int64_t kProductLanes = 32, kLaneBytes = 16;
/// Rows whose words these bytes are, planes of a word, columns of a block.
inline constexpr int64_t kLaneRows = 4, kPlanes = 4, kDepth = 16;

/// On a loop: what the scf dialect's lowering leaves to LLVM's branches.
inline constexpr llvm::StringLiteral kLoopAttrName = "llvm.loop_annotation";
/// Of that name, for a loop that is not unrolled, and if it `keepsCode` one
/// that nothing moves out of.
mlir::Attribute getRolledLoop(mlir::MLIRContext *context,
                              bool keepsCode = false);

/// What the products of a kernel share.
struct ProductThreads : KernelThreads {
  int64_t ahead = 1;
  bool multipliesBytes = false; ///< `trit.dot_word` takes codes up to 255
  mlir::Value wave; ///< index, of those that multiply matrices; null if none do
  mlir::Value first; ///< i1: of the first subgroup; null if there is no other
  mlir::Value exchange; ///< the workgroup's sums; null for one subgroup
  /// Of loops over columns: that they stay loops; null where LLVM may decide.
  mlir::Attribute columnLoop;
  /// Of a target that has matrices.
  const FragmentLayout *fragment = nullptr;

  /// Whether the subgroups that multiply matrices together are complete.
  bool hasWaves() const {
    return fragment && subgroups * kProductLanes % fragment->lanes == 0;
  }
  /// Threads that multiply matrices together are a wave.
  int64_t countWaves() const {
    return subgroups * kProductLanes / fragment->lanes;
  }
};

inline int64_t getTokens(trit::MmtOp op) {
  return llvm::cast<mlir::ShapedType>(op.getOut().getType()).getDimSize(0);
}

/// Builds what a thread does for one product.
class ProductBuilder : protected ThreadBuilder {
public:
  ProductBuilder(trit::MmtOp op, const ProductThreads &threads)
      : ThreadBuilder(op), op(op), threads(threads) {}

protected:
  /// What a thread has read of a block: a word of each of its rows.
  struct Block {
    mlir::Value number;
    llvm::SmallVector<mlir::Value> words;
  };
  /// A thread's sum for a row of a tile and a token.
  struct Sum {
    mlir::Value token, row, total;
    mlir::Value exists = {}; ///< i1: there is such a token; null if in any case
  };

  /// A loop over columns.
  mlir::scf::ForOp createLoop(int64_t begin, int64_t end, int64_t step,
                              mlir::ValueRange sums);

  /// Rows `rows * part + {0, 1, ...}` of a block of `packed`.
  Block readBlock(mlir::Value packed, mlir::Value tile, mlir::Value number,
                  mlir::Value part, int64_t rows);
  /// The same; of a block beyond the last the first, with codes zero.
  Block readIfExists(mlir::Value packed, mlir::Value tile, mlir::Value number,
                     mlir::Value part, int64_t rows);
  /// Those of a token of `input` that a block's codes are for.
  llvm::SmallVector<mlir::Value>
  readActivations(mlir::Value input, mlir::Value token, mlir::Value number);
  /// Goes on where it holds, if there is a condition.
  void enterIf(mlir::Value condition);
  /// Writes what threads have of a row tile of `op`: products with codes come
  /// out as products with trits.
  void store(trit::MmtOp op, int64_t tile, llvm::ArrayRef<Sum> sums);
  /// The same where each of `sharing`, of which this is `number`, has a part of
  /// each sum.
  void storeShared(trit::MmtOp op, int64_t tile, llvm::ArrayRef<Sum> parts,
                   int64_t sharing, mlir::Value number);
  /// The sum of the `sharing` parts of the lane's row, of which the first is
  /// exchanged from word `first` on and each other one `stride` words further.
  mlir::Value addExchanged(int64_t first, int64_t stride, int64_t sharing);

  int64_t getBlocks() {
    return llvm::cast<mlir::ShapedType>(op.getPacked().getType()).getDimSize(1);
  }
  int64_t getTokens() { return tern::getTokens(op); }
  /// A product of fewer rows than a tile has one tile, whatever its type says.
  bool isPartial() {
    auto out = llvm::cast<mlir::MemRefType>(op.getOut().getType());
    return out.isDynamicDim(1) || out.getDimSize(1) % kProductLanes != 0;
  }
  int64_t getRowTiles() {
    return isPartial() ? 1
                       : llvm::cast<mlir::ShapedType>(op.getOut().getType())
                                 .getDimSize(1) /
                             kProductLanes;
  }

  trit::MmtOp op;
  const ProductThreads &threads;
};

/// Has all but the products of a kernel done by its first subgroup; in a loop
/// `tern.shared`, what follows a product by the first subgroup of each wave,
/// and in one `tern.split` by the wave whose turn it is.
void guardFirstSubgroup(mlir::gpu::GPUFuncOp kernel,
                        const ProductThreads &threads);

/// Views of `from` become views of `to`, whose layout is another.
void replaceScratch(mlir::Value from, mlir::Value to);

/// Gives waves scratch of their own for the products in a loop `tern.shared`,
/// whose iterations they then take in turn, or `tern.split`. Fails, with an
/// error, if that is not what the products write.
llvm::LogicalResult shareUnits(mlir::scf::ForOp loop,
                               const ProductThreads &threads);

/// i1: whether this wave goes on with the product of that number in a loop
/// `tern.split`.
mlir::Value takesTurn(mlir::ImplicitLocOpBuilder &b,
                      const ProductThreads &threads, int64_t product);

/// Words of each wave in what waves of a loop `tern.split` of so many products
/// exchange.
int64_t countExchanged(int64_t products);

/// Whether a product's tokens are whole matrices, or eight of one.
bool fillsMatrices(trit::MmtOp op, const ProductThreads &threads);
/// Lowers such products, together those that are of each weight with each
/// input: they are computed where the first of them stands, for which all must
/// be known there. The results of each are written where it stood.
void lowerToMatrices(llvm::ArrayRef<trit::MmtOp> products,
                     const ProductThreads &threads);

/// Lowers the products of a loop `tern.tiles`. Fails, with an error, if the
/// workgroup has not the threads for that.
llvm::LogicalResult lowerToTiles(mlir::scf::ForOp loop,
                                 const ProductThreads &threads);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_PRODUCTTHREADS_H
