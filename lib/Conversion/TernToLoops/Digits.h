//===- Digits.h - activations of 16 bits as digits of 8 -------------------===//
#ifndef TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H
#define TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H

#include "StageLowering.h"

namespace tern {

/// Activations `(256 * upper + lower) * step`, of each token.
struct StageLowering::Digits {
  mlir::Value upper, lower; ///< `[T, padded]` of i8, zeros beyond K
  mlir::Value steps;        ///< `[T, 1]` of f32
  /// Of upper and lower, in i32: `[T, 2]`, or of each group of columns
  /// (`kInt6Groups`) `[T, 2, groups]`.
  mlir::Value sums;
};

/// A weight of codes, and what it is multiplied with.
struct StageLowering::Codes {
  mlir::Value weight, scales;
  Digits digits;
  mlir::Value factors; ///< of codes of six bits
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H
