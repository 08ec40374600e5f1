//===- Integers.h - activations that are quantised to themselves ----------===//
#ifndef TERN_UNITTESTS_LOWERING_INTEGERS_H
#define TERN_UNITTESTS_LOWERING_INTEGERS_H

#include "ModuleText.h"
#include "tern/Interp/ParamProvider.h"

namespace tern::lowering {

/// A table for `ModuleText::input` whose rows are integers with a largest
/// magnitude of 127 (or all zero), so that their scale is 1: products are the
/// accumulators themselves, as f32, which is exact below 2^24. Rows of one
/// sign, of alternating signs, with one number alone, zeros, random ones.
interp::Tensor integerTable(int64_t features);

/// Weights that make the largest sums, the smallest and any.
inline constexpr interp::SyntheticPattern kTritPatterns[] = {
    interp::SyntheticPattern::Ones, interp::SyntheticPattern::MinusOnes,
    interp::SyntheticPattern::Alternate, interp::SyntheticPattern::Random};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_INTEGERS_H
