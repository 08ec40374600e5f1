//===- RooflinePoints.cpp - what a roofline picture shows -----------------===//
#include "bench/RooflinePoints.h"

#include <algorithm>

using namespace tern::bench;

namespace {
class Collector {
public:
  void addPhase(const std::string &name, const BenchReport::Phase &phase) {
    if (!phase.ops)
      return;
    Work all;
    for (const OpRow &row : phase.ops->rows) {
      all += row.work;
      add(name, row.op, row.weights, row.work, row.seconds.median,
          row.floorSeconds);
    }
    totals.push_back(
        {name, all, 1 / phase.rate.median, phase.ops->floorSeconds});
  }

  std::vector<RooflineSeries> finish() {
    for (const Total &total : totals)
      add(total.phase, "all", "", total.work, total.seconds,
          total.floorSeconds);
    return std::move(series);
  }

private:
  struct Total {
    std::string phase;
    Work work;
    double seconds, floorSeconds;
  };

  void add(const std::string &phase, const std::string &op,
           const std::string &weights, const Work &work, double seconds,
           double floorSeconds) {
    // A logarithm needs all of them.
    if (work.bytes <= 0 || work.macs <= 0 || seconds <= 0)
      return;
    auto found = std::find_if(
        series.begin(), series.end(), [&](const RooflineSeries &known) {
          return known.op == op && known.weights == weights &&
                 !known.points.count(phase);
        });
    if (found == series.end())
      found = series.insert(found, {op, weights, {}});
    found->points[phase] = {2 * work.macs / work.bytes, 2 * work.macs / seconds,
                            floorSeconds / seconds};
  }

  std::vector<RooflineSeries> series;
  std::vector<Total> totals;
};
} // namespace

std::vector<RooflineSeries>
tern::bench::collectRoofline(const BenchReport &report) {
  Collector collector;
  collector.addPhase("prefill", report.prefill);
  collector.addPhase("decode", report.decode);
  return collector.finish();
}
