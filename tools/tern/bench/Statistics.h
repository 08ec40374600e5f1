//===- Statistics.h - a figure of several repeats -------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_STATISTICS_H
#define TERN_TOOLS_TERN_BENCH_STATISTICS_H

#include <vector>

namespace tern::bench {

/// What is told of repeated measurements.
struct Figure {
  double median = 0;
  /// The interquartile range as a part of the median.
  double spread = 0;
  /// The largest value: of what the machine could do, others can only take.
  double best = 0;
};

/// Of at least one value. Quartiles are interpolated between neighbours.
Figure summarize(std::vector<double> values);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_STATISTICS_H
