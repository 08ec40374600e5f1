//===- TritDecoding.h - stored ternary weights to trits -------------------===//
#ifndef TERN_LIB_CHECKPOINT_TRITDECODING_H
#define TERN_LIB_CHECKPOINT_TRITDECODING_H

#include "tern/Checkpoint/DType.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>

namespace tern {

/// Reads row `row` of `[N, K]` trits that transformers packed into U8
/// `[N/4, K]`: with R = N/4, byte [p, k] holds the code w + 1 of row i*R + p in
/// bits 2i+1:2i. Returns the first column that holds code 3, if any does.
std::optional<int64_t> decodePackedRow(llvm::ArrayRef<uint8_t> packed,
                                       int64_t packedRows, int64_t row,
                                       llvm::MutableArrayRef<int8_t> out);

/// The sum of |W|, NaN or infinite if an element is. The reference's is in
/// float32, but pairwise: one in double is as near to it as orders of summation
/// are to each other.
double sumOfMagnitudes(DType dtype, llvm::ArrayRef<uint8_t> bytes);

/// The factor of `quantizeMaster`: 1 / max(mean|W|, 1e-5) in float32.
float absmeanFactor(float mean);

/// out = round_half_even(clip(W * factor, -1, 1)) in float32.
void quantizeMaster(DType dtype, llvm::ArrayRef<uint8_t> bytes, float factor,
                    llvm::MutableArrayRef<int8_t> out);

/// A row of floats that should be trits times one scale.
struct ScaledRow {
  /// The magnitude of the first element that is not zero; 1 if all are.
  float scale = 1;
  /// The first element that is not 0 or plus or minus `scale`.
  std::optional<int64_t> otherColumn;
  float other = 0;
};

/// Reads such a row as trits; a scale is finite and positive.
ScaledRow readScaledRow(DType dtype, llvm::ArrayRef<uint8_t> bytes,
                        llvm::MutableArrayRef<int8_t> out);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_TRITDECODING_H
