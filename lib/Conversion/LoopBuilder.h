//===- LoopBuilder.h - building blocks of loops of vectors ----------------===//
#ifndef TERN_LIB_CONVERSION_LOOPBUILDER_H
#define TERN_LIB_CONVERSION_LOOPBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace tern {

/// Bytes of a cache line, which one prefetch brings.
inline constexpr int64_t kLineBytes = 64;

/// Every `of`-th element of a vector, from `first` on.
mlir::Value everyOf(mlir::OpBuilder &b, mlir::Location loc, mlir::Value vector,
                    int64_t first, int64_t of);

/// The 32 bits of a small vector in each lane: a vector of its elements,
/// `lanes` times as many.
mlir::Value spreadWord(mlir::OpBuilder &b, mlir::Location loc, mlir::Value word,
                       int64_t lanes);

/// What lowerings to vectors share, on tensors and on buffers.
class LoopBuilder {
protected:
  LoopBuilder(mlir::OpBuilder b, mlir::Location loc, int64_t lanes)
      : b(b), loc(loc), lanes(lanes) {}

  using Body = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      mlir::Value index, mlir::ValueRange carried)>;

  mlir::Value constant(int64_t value) {
    return mlir::arith::ConstantIndexOp::create(b, loc, value);
  }
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::AddIOp::create(b, loc, lhs, rhs);
  }
  mlir::Value offset(mlir::Value x, int64_t by) {
    return by == 0 ? x : add(x, constant(by));
  }
  /// Of 32 bits in each lane.
  mlir::VectorType integers() {
    return mlir::VectorType::get({lanes}, b.getI32Type());
  }
  mlir::Value integer(int32_t value);
  mlir::VectorType f32Vector(int64_t size) {
    return mlir::VectorType::get({size}, b.getF32Type());
  }
  mlir::Value splat(float value, int64_t size);
  mlir::Value broadcast(mlir::Value scalar, int64_t size);
  /// In all lanes.
  mlir::Value splat(float value) { return splat(value, lanes); }
  mlir::Value broadcast(mlir::Value scalar) { return broadcast(scalar, lanes); }
  /// A vector of floats or integers as f32.
  mlir::Value toF32(mlir::Value vector);

  /// `scf.for` from `lower` to `upper`, with carried values.
  llvm::SmallVector<mlir::Value> forLoop(mlir::Value lower, mlir::Value upper,
                                         int64_t step, mlir::ValueRange carried,
                                         Body body);

  /// `x` where it is larger than `bound`, and `bound` where it is not or where
  /// `x` is not a number: one instruction, where `arith.maxnumf` takes four on
  /// x86-64, as it asks for numbers of either operand.
  mlir::Value atLeast(mlir::Value x, mlir::Value bound);
  /// The same of the smaller.
  mlir::Value atMost(mlir::Value x, mlir::Value bound);
  /// The larger of `bound` and |x|, where `bound` is not
  /// negative; not a number if either is none. Floats of one sign are in the
  /// order of their bits, so that is one instruction as well.
  mlir::Value atLeastMagnitude(mlir::Value x, mlir::Value bound);

  /// Horizontal reduction in a fixed order: halves are combined until one is
  /// left.
  mlir::Value
  reduce(mlir::Value vector,
         llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> combine);
  /// `x * inverse`, rounded to a number of two digits (`kLargestDigits`), as
  /// f32; zero of zero.
  mlir::Value roundToDigits(mlir::Value x, mlir::Value inverse);
  /// The upper and the lower digit, as i32.
  std::pair<mlir::Value, mlir::Value> splitDigits(mlir::Value rounded);

  mlir::Value reduceAdd(mlir::Value vector);
  /// The same of several vectors of integers together, each a scalar again: a
  /// third of the operations.
  llvm::SmallVector<mlir::Value> reduceAdd(mlir::ValueRange vectors);
  /// Of lanes that are numbers.
  mlir::Value reduceMax(mlir::Value vector);
  /// Of magnitudes; not a number if one is none.
  mlir::Value reduceMaxMagnitude(mlir::Value vector);

  mlir::OpBuilder b;
  mlir::Location loc;
  int64_t lanes;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_LOOPBUILDER_H
