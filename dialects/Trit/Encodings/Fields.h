//===- Fields.h - three codes as a number of base 3 -----------------------===//
//
// What `t3b5` and `lut` share: a field of five bits is c0 + 3*c1 + 9*c2 (0 to
// 26).
//
//===----------------------------------------------------------------------===//
#ifndef TERN_DIALECTS_TRIT_ENCODINGS_FIELDS_H
#define TERN_DIALECTS_TRIT_ENCODINGS_FIELDS_H

#include "dialects/Trit/Encoding.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace tern::trit {

/// The digits of each lane's field, a number below 32 in 16 bits.
inline llvm::SmallVector<mlir::Value> cutDigits(mlir::ImplicitLocOpBuilder &b,
                                                mlir::Value field) {
  using namespace mlir;
  auto words = cast<VectorType>(field.getType());
  auto multiply = [&](Value value, int64_t by) -> Value {
    return arith::MulIOp::create(b, value, splatOf(b, words, by));
  };
  auto shift = [&](Value value, int64_t by) -> Value {
    return arith::ShRUIOp::create(b, value, splatOf(b, words, by));
  };
  // floor(f / 9) for f < 32, and floor(r / 3) for r < 9.
  Value third = shift(multiply(field, 57), 9);
  Value rest = arith::SubIOp::create(b, field, multiply(third, 9));
  Value second = shift(multiply(rest, 11), 5);
  Value first = arith::SubIOp::create(b, rest, multiply(second, 3));
  return {first, second, third};
}

} // namespace tern::trit

#endif // TERN_DIALECTS_TRIT_ENCODINGS_FIELDS_H
