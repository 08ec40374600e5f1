//===- Noise.h - whether a machine was quiet enough to measure ------------===//
#ifndef TERN_TOOLS_TERN_BENCH_NOISE_H
#define TERN_TOOLS_TERN_BENCH_NOISE_H

#include "bench/BenchReport.h"

namespace tern::bench {

/// The system's load average of the last minute, 0 if it has none.
double loadAverage();

/// Why the figures of a report are not to be trusted: one spreads by more than
/// 10 %, or the load before it began left too few of the processors to its
/// threads. A quarter of all may be in use by what always runs.
std::vector<std::string> findNoise(const BenchReport &report, double loadBefore,
                                   int processors);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_NOISE_H
