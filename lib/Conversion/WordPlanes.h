//===- WordPlanes.h - the codes of a word of packed trits -----------------===//
#ifndef TERN_LIB_CONVERSION_WORDPLANES_H
#define TERN_LIB_CONVERSION_WORDPLANES_H

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace tern {

/// The planes of `word`, an i32 of `i2`: plane p is bits 2p and 2p + 1 of each
/// byte.
inline llvm::SmallVector<mlir::Value> decodeWord(mlir::OpBuilder &b,
                                                 mlir::Location loc,
                                                 mlir::Value word,
                                                 int32_t count) {
  auto constant = [&](int32_t value) -> mlir::Value {
    return mlir::arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(value));
  };
  llvm::SmallVector<mlir::Value> planes;
  for (int32_t plane = 0; plane < count; ++plane) {
    mlir::Value shifted = word;
    if (plane != 0)
      shifted = mlir::arith::ShRUIOp::create(b, loc, word, constant(2 * plane));
    planes.push_back(
        mlir::arith::AndIOp::create(b, loc, shifted, constant(0x03030303)));
  }
  return planes;
}

} // namespace tern

#endif // TERN_LIB_CONVERSION_WORDPLANES_H
