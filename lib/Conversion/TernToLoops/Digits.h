//===- Digits.h - activations of 16 bits as digits of 8 -------------------===//
#ifndef TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H
#define TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H

#include "StageLowering.h"

namespace tern {

/// Activations of each token as numbers of 16 bits times a step: `256 * upper +
/// lower`, or where the target multiplies words, whole.
struct StageLowering::Digits {
  mlir::Value upper, lower; ///< `[T, padded]` of i8, zeros beyond K
  mlir::Value even, odd;    ///< or of columns of i16, `[T, padded / 2]`
  mlir::Value steps;        ///< `[T, 1]` of f32
  /// Of upper and lower, in i32: `[T, 2]`, or of each group of columns
  /// (`kInt6Groups`) `[T, 2, groups]`.
  mlir::Value sums;

  bool areWords() const { return even != nullptr; }
};

/// What some tokens' results need beside their sums, as vectors of all their
/// results for some rows, token by token.
struct StageLowering::DigitTerms {
  int64_t tokens, rows;
  mlir::Value upper, lower; ///< 128 times the digits' sums
  mlir::Value steps;
};

/// A weight of codes, and what it is multiplied with.
struct StageLowering::Codes {
  mlir::Value weight, scales;
  Digits digits;
  mlir::Value factors; ///< of codes of six bits
};

/// A loop over a weight's columns, a vector at a time.
struct StageLowering::ColumnLoop {
  mlir::Value weight;
  int64_t width;  ///< columns of a vector
  size_t count;   ///< sums
  int64_t chains; ///< of each sum, which take turns
  /// Rows of which the line that is `aheadColumns` further is prefetched.
  mlir::ValueRange aheadRows;
  int64_t aheadColumns;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_TERNTOLOOPS_DIGITS_H
