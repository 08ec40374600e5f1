//===- Judge.h - whether a schedule is faster than another ----------------===//
#ifndef TERN_TUNE_JUDGE_H
#define TERN_TUNE_JUDGE_H

#include "llvm/ADT/ArrayRef.h"

namespace tern {

/// What is told of ratios: the median, and between what the middle half lies.
struct RatioFigure {
  double median, low, high;
};

/// Of at least one ratio. Quartiles are interpolated between neighbours.
RatioFigure summarizeRatios(llvm::ArrayRef<double> ratios);

enum class Verdict : uint8_t { Undecided, Faster, NotFaster };

/// Of the ratios so far of a candidate's time to the incumbent's, measured in
/// turn. `Faster`: the median gains at least half a percent, and seven of eight
/// pairs, of at least eight, say that it gains at all; of schedules that are
/// equally fast a thirtieth would. `NotFaster`: the median gains less, or
/// sixteen pairs have not decided.
Verdict judge(llvm::ArrayRef<double> ratios);

} // namespace tern

#endif // TERN_TUNE_JUDGE_H
