//===- WideningProducts.h - products of bytes, added in 16 bits -----------===//
#ifndef TERN_LIB_TARGET_WIDENINGPRODUCTS_H
#define TERN_LIB_TARGET_WIDENINGPRODUCTS_H

#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"

namespace tern {

/// Products of a code and an activation, of magnitude 2*128 = 256, of which
/// twice as many add up to less than 2^15.
inline constexpr size_t kMaxProductsInWords = 63;

/// Fails unless `dot` has as many lanes and can be added in 16 bits.
inline mlir::LogicalResult checkProducts(mlir::PatternRewriter &rewriter,
                                         trit::DotOp dot, int64_t lanes) {
  if (dot.getAcc().getType().getDimSize(0) == lanes &&
      dot.getCodes().size() <= kMaxProductsInWords)
    return mlir::success();
  return rewriter.notifyMatchFailure(
      dot, "not a register's lanes, or too many products to add in 16 bits");
}

/// `sum_i codes_i[j] * x_i[j]` in 16 bits for `count` places j from `first` on;
/// `dot` has at most `kMaxProductsInWords` pairs.
inline mlir::Value sumProducts(mlir::OpBuilder &b, trit::DotOp dot,
                               int64_t first, int64_t count) {
  mlir::Location loc = dot.getLoc();
  auto words = mlir::VectorType::get({count}, b.getI16Type());
  auto widen = [&](mlir::Value bytes) -> mlir::Value {
    mlir::Value part = mlir::vector::ExtractStridedSliceOp::create(
        b, loc, bytes, llvm::ArrayRef<int64_t>{first},
        llvm::ArrayRef<int64_t>{count}, llvm::ArrayRef<int64_t>{1});
    return mlir::arith::ExtSIOp::create(b, loc, words, part);
  };
  mlir::Value sum;
  for (auto [codes, activations] :
       llvm::zip_equal(dot.getCodes(), dot.getActivations())) {
    mlir::Value products =
        mlir::arith::MulIOp::create(b, loc, widen(codes), widen(activations));
    sum = sum ? mlir::arith::AddIOp::create(b, loc, sum, products).getResult()
              : products;
  }
  return sum;
}

} // namespace tern

#endif // TERN_LIB_TARGET_WIDENINGPRODUCTS_H
