//===- OpTable.h - the time of steps by operation -------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_OPTABLE_H
#define TERN_TOOLS_TERN_BENCH_OPTABLE_H

#include "bench/Statistics.h"
#include "tern/Bench/Workload.h"

#include <span>

namespace tern::bench {

/// Seconds of each stage of one entry, summed over the steps of a repeat.
struct StageTimes {
  std::vector<double> working, waiting;
};

/// What one repeat measured, by Step::Entry.
struct ProfiledRepeat {
  StageTimes entries[Step::kEntries];
};

/// Stages that do the same with weights of the same shape, in all layers.
/// Times and work are those of one token.
struct OpRow {
  std::string op, weights;
  size_t count = 0; ///< stages of a step
  Figure seconds;   ///< a worker's, without waiting
  Figure waiting;   ///< behind these stages
  Work work;
  double floorSeconds = 0; ///< 0: nothing must be read or multiplied
  bool readingBound = true;
  double share = 0; ///< of all rows' seconds and waiting

  double fractionOfFloor() const {
    return seconds.median > 0 ? floorSeconds / seconds.median : 0;
  }
};

struct OpTable {
  std::vector<OpRow> rows; ///< in the order of the stages
  OpRow barrier;           ///< `seconds` are all waiting
  double seconds = 0;      ///< all rows and the barrier, whose shares are of it
  /// If every operation ran at its own floor, and none waited.
  double floorSeconds = 0;
};

/// `steps` are those of each repeat.
OpTable tabulate(const Workload &workload, std::span<const Step> steps,
                 std::span<const ProfiledRepeat> repeats,
                 const Machine &machine);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_OPTABLE_H
