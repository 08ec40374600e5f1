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

#include <array>

namespace tern::trit {

/// The field of the codes that three planes have at a place.
template <typename Plane>
inline uint8_t joinDigits(const Plane *planes, size_t place) {
  return static_cast<uint8_t>(planes[0][place] + 3 * planes[1][place] +
                              9 * planes[2][place]);
}

/// Its digits; of 27 to 31, which no trits have, the last is 3.
inline std::array<uint8_t, 3> splitDigits(unsigned field) {
  return {static_cast<uint8_t>(field % 3), static_cast<uint8_t>(field / 3 % 3),
          static_cast<uint8_t>(field / 9)};
}

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
