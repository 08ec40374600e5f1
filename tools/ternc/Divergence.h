//===- Divergence.h - how far logits are from others ----------------------===//
#ifndef TERN_TOOLS_TERNC_DIVERGENCE_H
#define TERN_TOOLS_TERNC_DIVERGENCE_H

#include <cstddef>
#include <cstdint>
#include <span>

namespace tern {

/// What rows of logits say of others for the same tokens, over all positions
/// that were added. Numbers are computed in double.
struct Divergence {
  size_t positions = 0;
  /// Positions with the same largest logit, the lowest id among equals.
  size_t sameTop = 0;
  /// KL(p||q) = sum p*log(p/q) of p = softmax(reference), q = softmax(other).
  double klSum = 0, klMost = 0;
  double differenceMost = 0; ///< of any logit
  /// Positions whose `top` largest logits are the same tokens in the same order
  /// with the same bits.
  size_t sameLargest = 0;
  size_t sameLogits = 0, logits = 0; ///< logits of the same bits, and all

  /// Adds a position; both rows have a logit for each word, all numbers.
  /// `top` is the number of largest logits to compare, 0 for none.
  void add(std::span<const float> reference, std::span<const float> other,
           size_t top);
};

} // namespace tern

#endif // TERN_TOOLS_TERNC_DIVERGENCE_H
