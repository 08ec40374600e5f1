//===- Screen.h - what the stages of a screened head share ----------------===//
#ifndef TERN_LIB_CONVERSION_TERNTOLOOPS_SCREEN_H
#define TERN_LIB_CONVERSION_TERNTOLOOPS_SCREEN_H

#include "Digits.h"

#include <limits>

namespace tern {
/// Arithmetic on numbers, which are f64 unless said.
struct Numbers {
  mlir::OpBuilder &b;
  mlir::Location loc;

  mlir::Value number(double value) {
    return mlir::arith::ConstantOp::create(b, loc, b.getF64FloatAttr(value));
  }
  mlir::Value add(mlir::Value x, mlir::Value y) {
    return mlir::arith::AddFOp::create(b, loc, x, y);
  }
  mlir::Value sub(mlir::Value x, mlir::Value y) {
    return mlir::arith::SubFOp::create(b, loc, x, y);
  }
  mlir::Value mul(mlir::Value x, mlir::Value y) {
    return mlir::arith::MulFOp::create(b, loc, x, y);
  }
  mlir::Value mul(mlir::Value x, double y) { return mul(x, number(y)); }
  mlir::Value widen(mlir::Value x) {
    return mlir::arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  }
  mlir::Value narrow(mlir::Value x) {
    return mlir::arith::TruncFOp::create(b, loc, b.getF32Type(), x);
  }
  mlir::Value element(mlir::Value vector, int64_t index) {
    return mlir::vector::ExtractOp::create(b, loc, vector,
                                           llvm::ArrayRef<int64_t>{index});
  }
  mlir::Value negativeInfinity() {
    return mlir::arith::ConstantOp::create(
        b, loc, b.getF32FloatAttr(-std::numeric_limits<float>::infinity()));
  }
  mlir::Value maximum(mlir::Value x, mlir::Value y) {
    return mlir::arith::MaxNumFOp::create(b, loc, x, y);
  }
};

/// A head, and what is made of its input.
struct StageLowering::Screen {
  mutable ScreenedLinearOp op; ///< whose accessors are not const
  int64_t rows, columns, tile;
  /// Digits `[T, 2 * row bytes]` of i8, and `[T, 4]` of f64: the step of the
  /// digits, ||x||, the norm of what they leave of x, and their sum.
  mlir::Value upper = {}, lower = {}, facts = {};

  int64_t rowBytes() const { return getScreenBytes(columns); }
  int64_t tiles() const { return rows / tile; }
};

/// A row's step s, its bounds, and what a token has to do with it.
struct StageLowering::ScreenedRow {
  mlir::Value scale, sum; ///< s times the digits' step; the digits' sum
  mlir::Value off4, off8; ///< how far estimates of so many bits may be off
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_TERNTOLOOPS_SCREEN_H
