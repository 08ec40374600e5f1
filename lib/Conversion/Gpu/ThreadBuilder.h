//===- ThreadBuilder.h - what the code of a thread is built of ------------===//
#ifndef TERN_LIB_CONVERSION_GPU_THREADBUILDER_H
#define TERN_LIB_CONVERSION_GPU_THREADBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// Threads of a subgroup.
inline constexpr int64_t kLanes = 32;

/// A thread of a launch: its number and its workgroup's, and how many there
/// are.
struct ThreadOfLaunch {
  mlir::Value thread, block, blocks;
  int64_t threads; ///< of a workgroup
};

/// What the lane whose number differs in `bit` alone has, of a subgroup of 32.
mlir::Value exchangeLanes(mlir::OpBuilder &b, mlir::Location loc,
                          mlir::Value value, int64_t bit);

/// Words of bytes next to each other, read at once.
llvm::SmallVector<mlir::Value> loadWords(mlir::OpBuilder &b, mlir::Location loc,
                                         mlir::Value buffer,
                                         mlir::ValueRange indices,
                                         int64_t count);

/// Memory of the workgroup that `user` is for, in front of all that its kernel
/// does; whoever accesses it puts the barriers that it needs (`tern.ordered`).
mlir::Value allocateOrdered(mlir::Operation *user, mlir::MemRefType type);

/// Where `condition` holds, what `body` computes, and `otherwise` where not.
llvm::SmallVector<mlir::Value>
computeIf(mlir::ImplicitLocOpBuilder &b, mlir::Value condition,
          mlir::ValueRange otherwise,
          llvm::function_ref<llvm::SmallVector<mlir::Value>()> body);

/// Builds scalars, in front of an operation that it stands for or where
/// another builder is.
class ThreadBuilder {
protected:
  explicit ThreadBuilder(mlir::Operation *op) : b(op->getLoc(), op) {}
  ThreadBuilder(mlir::Location loc, mlir::OpBuilder &at) : b(loc, at) {}

  mlir::Value constant(int64_t value);
  mlir::Value constant32(int32_t value);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value times(mlir::Value x, int64_t y);
  mlir::Value divide(mlir::Value x, int64_t y);
  mlir::Value remainder(mlir::Value x, int64_t y);
  mlir::Value exchange(mlir::Value value, int64_t bit) {
    return exchangeLanes(b, b.getLoc(), value, bit);
  }

  llvm::SmallVector<mlir::Value>
  readWords(mlir::Value buffer, mlir::ValueRange indices, int64_t count) {
    return loadWords(b, b.getLoc(), buffer, indices, count);
  }

  mlir::ImplicitLocOpBuilder b;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_THREADBUILDER_H
