//===- WordPlanes.h - the codes of a word of packed trits -----------------===//
#ifndef TERN_LIB_CONVERSION_WORDPLANES_H
#define TERN_LIB_CONVERSION_WORDPLANES_H

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace tern {

/// Plane p of `word`, an i32 of `i2`: bits 2p and 2p + 1 of each byte.
inline mlir::Value decodePlane(mlir::OpBuilder &b, mlir::Location loc,
                               mlir::Value word, int32_t plane) {
  auto constant = [&](int32_t value) -> mlir::Value {
    return mlir::arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(value));
  };
  if (plane != 0)
    word = mlir::arith::ShRUIOp::create(b, loc, word, constant(2 * plane));
  return mlir::arith::AndIOp::create(b, loc, word, constant(0x03030303));
}

/// The planes of `word`.
inline llvm::SmallVector<mlir::Value> decodeWord(mlir::OpBuilder &b,
                                                 mlir::Location loc,
                                                 mlir::Value word,
                                                 int32_t count) {
  llvm::SmallVector<mlir::Value> planes;
  for (int32_t plane = 0; plane < count; ++plane)
    planes.push_back(decodePlane(b, loc, word, plane));
  return planes;
}

/// The same where they lie: codes of plane p times 4^p.
inline llvm::SmallVector<mlir::Value> maskPlanes(mlir::OpBuilder &b,
                                                 mlir::Location loc,
                                                 mlir::Value word,
                                                 int32_t count) {
  llvm::SmallVector<mlir::Value> planes;
  for (int32_t plane = 0; plane < count; ++plane) {
    auto mask = static_cast<int32_t>(0x03030303U << 2 * plane);
    planes.push_back(mlir::arith::AndIOp::create(
        b, loc, word,
        mlir::arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(mask))));
  }
  return planes;
}

} // namespace tern

#endif // TERN_LIB_CONVERSION_WORDPLANES_H
