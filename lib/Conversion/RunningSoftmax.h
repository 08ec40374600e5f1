//===- RunningSoftmax.h - merging the softmax of ranges of positions ------===//
//
// The state of a range is its largest score m, the sum of exp(s - m) and the
// values weighted with these. Whoever merges the states of the same ranges in
// the same order gets the same bits.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_RUNNINGSOFTMAX_H
#define TERN_LIB_CONVERSION_RUNNINGSOFTMAX_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace tern {

/// x * y + z, rounded once on targets with fused multiply-adds.
inline mlir::Value multiplyAdd(mlir::OpBuilder &b, mlir::Location loc,
                               mlir::Value x, mlir::Value y, mlir::Value z) {
  auto contract = mlir::arith::FastMathFlags::contract;
  mlir::Value product = mlir::arith::MulFOp::create(b, loc, x, y, contract);
  return mlir::arith::AddFOp::create(b, loc, product, z, contract);
}

/// Two states as one: its maximum and sum, and what the values of the first and
/// of the second are multiplied with.
struct MergedSoftmax {
  MergedSoftmax(mlir::OpBuilder &b, mlir::Location loc,
                mlir::Value firstMaximum, mlir::Value firstSum,
                mlir::Value secondMaximum, mlir::Value secondSum) {
    auto weight = [&](mlir::Value of) -> mlir::Value {
      return mlir::math::ExpOp::create(
          b, loc, mlir::arith::SubFOp::create(b, loc, of, maximum));
    };
    maximum =
        mlir::arith::MaxNumFOp::create(b, loc, firstMaximum, secondMaximum);
    first = weight(firstMaximum);
    second = weight(secondMaximum);
    sum = multiplyAdd(b, loc, firstSum, first,
                      mlir::arith::MulFOp::create(b, loc, secondSum, second));
  }

  mlir::Value maximum, sum, first, second;
};

/// Weighted values of two states as those of both; weights as vectors.
inline mlir::Value mergeValues(mlir::OpBuilder &b, mlir::Location loc,
                               mlir::Value first, mlir::Value firstWeight,
                               mlir::Value second, mlir::Value secondWeight) {
  return multiplyAdd(b, loc, first, firstWeight,
                     mlir::arith::MulFOp::create(b, loc, second, secondWeight));
}

} // namespace tern

#endif // TERN_LIB_CONVERSION_RUNNINGSOFTMAX_H
