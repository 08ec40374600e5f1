//===- LabelPlacement.h - short labels beside points ----------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_LABELPLACEMENT_H
#define TERN_TOOLS_TERN_BENCH_LABELPLACEMENT_H

#include <vector>

namespace tern::bench {

/// A place in a picture.
struct Spot {
  double x, y;
};

/// Where the centres of labels go, one for each point: as near as there is
/// room beside all points and the labels before. Where there is none, labels
/// overlap.
std::vector<Spot> placeLabels(const std::vector<Spot> &points);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_LABELPLACEMENT_H
