//===- Judge.cpp - whether a schedule is faster than another --------------===//
#include "tern/Tune/Judge.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace llvm;
using namespace tern;

/// What a schedule must gain to be worth a difference from the defaults.
static constexpr double kLeastGain = 0.005;
/// A slow candidate is known early; a fast one is looked at again.
static constexpr size_t kLeastRatios = 4, kLeastOfFaster = 8, kMostRatios = 16;

static double quantile(ArrayRef<double> sorted, double part) {
  double place = part * static_cast<double>(sorted.size() - 1);
  auto below = static_cast<size_t>(place);
  size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above],
                   place - static_cast<double>(below));
}

RatioFigure tern::summarizeRatios(ArrayRef<double> ratios) {
  SmallVector<double> sorted(ratios);
  llvm::sort(sorted);
  return {quantile(sorted, 0.5), quantile(sorted, 0.25),
          quantile(sorted, 0.75)};
}

Verdict tern::judge(ArrayRef<double> ratios) {
  if (ratios.size() < kLeastRatios)
    return Verdict::Undecided;
  if (summarizeRatios(ratios).median > 1 - kLeastGain)
    return Verdict::NotFaster;
  auto slower = static_cast<size_t>(
      llvm::count_if(ratios, [](double ratio) { return ratio >= 1; }));
  if (ratios.size() >= kLeastOfFaster && 8 * slower <= ratios.size())
    return Verdict::Faster;
  return ratios.size() < kMostRatios ? Verdict::Undecided : Verdict::NotFaster;
}
