//===- Statistics.cpp - a figure of several repeats -----------------------===//
#include "bench/Statistics.h"

#include <algorithm>
#include <cmath>

using namespace tern::bench;

static double quantile(const std::vector<double> &sorted, double part) {
  double place = part * static_cast<double>(sorted.size() - 1);
  auto below = static_cast<size_t>(place);
  size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above],
                   place - static_cast<double>(below));
}

Figure tern::bench::summarize(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double median = quantile(values, 0.5);
  double range = quantile(values, 0.75) - quantile(values, 0.25);
  return {median, median > 0 ? range / median : 0, values.back()};
}
