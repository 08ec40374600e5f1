//===- LabelPlacement.cpp - short labels beside points --------------------===//
#include "bench/LabelPlacement.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace tern::bench;

/// Whether a label at `at` would cover another's centre, or a mark.
static bool isTaken(Spot at, const std::vector<Spot> &others, double width,
                    double height) {
  return std::any_of(others.begin(), others.end(), [&](Spot other) {
    return std::abs(at.x - other.x) < width &&
           std::abs(at.y - other.y) < height;
  });
}

static Spot placeLabel(Spot point, const std::vector<Spot> &points,
                       const std::vector<Spot> &labels) {
  // To the right first, then around.
  static constexpr std::array<Spot, 8> directions = {{{1, 0},
                                                      {-1, 0},
                                                      {0, -1},
                                                      {0, 1},
                                                      {0.7, -0.7},
                                                      {-0.7, -0.7},
                                                      {0.7, 0.7},
                                                      {-0.7, 0.7}}};
  for (int ring = 0; ring < 7; ++ring)
    for (Spot direction : directions) {
      double distance = 14 + 10 * ring;
      Spot at{point.x + direction.x * distance,
              point.y + direction.y * distance};
      if (!isTaken(at, points, 11, 11) && !isTaken(at, labels, 15, 14))
        return at;
    }
  return {point.x + 14, point.y};
}

std::vector<Spot> tern::bench::placeLabels(const std::vector<Spot> &points) {
  std::vector<Spot> labels;
  labels.reserve(points.size());
  for (Spot point : points)
    labels.push_back(placeLabel(point, points, labels));
  return labels;
}
