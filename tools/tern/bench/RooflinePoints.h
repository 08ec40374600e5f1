//===- RooflinePoints.h - what a roofline picture shows -------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_ROOFLINEPOINTS_H
#define TERN_TOOLS_TERN_BENCH_ROOFLINEPOINTS_H

#include "bench/BenchReport.h"

#include <map>

namespace tern::bench {

/// An operation in one phase.
struct RooflinePoint {
  double intensity; ///< operations a byte
  double speed;     ///< operations a second
  double fraction;  ///< of its floor
};

/// An operation of either phase or both, by the name of the phase.
struct RooflineSeries {
  std::string op, weights;
  std::map<std::string, RooflinePoint> points;
};

/// Rows that multiply, in the order of the report, and all together last.
std::vector<RooflineSeries> collectRoofline(const BenchReport &report);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_ROOFLINEPOINTS_H
