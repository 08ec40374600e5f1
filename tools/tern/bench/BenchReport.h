//===- BenchReport.h - the figures of bench, as text or JSON --------------===//
#ifndef TERN_TOOLS_TERN_BENCH_BENCHREPORT_H
#define TERN_TOOLS_TERN_BENCH_BENCHREPORT_H

#include "bench/OpTable.h"
#include "bench/Peer.h"

#include <optional>

namespace tern::bench {

struct BenchReport {
  std::string model, target;
  /// Where the model ran, "vulkan:0"; empty: on `threads` of this processor.
  std::string device;
  int threads = 0, repeats = 0;
  double loadSeconds = 0;
  Figure firstTokenSeconds;
  int64_t peakBytes = 0;
  /// Of the weights that are resident; none where nobody tells.
  std::optional<double> hugePages;

  struct Phase {
    size_t tokens = 0;
    Figure rate;                ///< tokens per second
    double floor = 0;           ///< the machine's, of the help; 0: none
    std::optional<OpTable> ops; ///< if the bundle lists its stages

    /// Tokens per second if every operation ran at its own floor; 0: unknown.
    double opFloor() const {
      return ops && ops->floorSeconds > 0 ? 1 / ops->floorSeconds : 0;
    }
  };
  Phase prefill, decode;

  /// Steps of several tokens.
  struct Together {
    int64_t tokens = 0;
    Figure seconds;             ///< of a step
    double floorSeconds = 0;    ///< to read all weights once, or to multiply
    std::optional<OpTable> ops; ///< if the bundle lists its stages
  };
  std::optional<Together> together;
  /// Steps of a token each of so many sequences.
  std::optional<Together> batch;
  /// What such a step costs, in steps of decode.
  double inSteps(const Together &step) const {
    return step.seconds.median * decode.rate.median;
  }

  double bytesPerToken = 0, macsPerToken = 0;
  // Floors are their best.
  Figure bandwidth; ///< bytes per second
  Figure dotMacs;   ///< multiply-accumulates per second
  std::string dotInstruction;
  /// On a device: `dotMacs` is the larger of these.
  struct DeviceMacs {
    Figure dots;
    std::optional<Figure> matrices; ///< if the code multiplies any
  };
  std::optional<DeviceMacs> deviceMacs;
  /// Why there are no floors; empty if there are.
  std::string withoutFloors;

  std::optional<PeerFigures> peer;
  /// What Tern took for what a peer's whole process does: to load, prefill and
  /// decode.
  double processSeconds() const {
    return loadSeconds + double(prefill.tokens) / prefill.rate.median +
           double(decode.tokens) / decode.rate.median;
  }

  std::vector<std::string> noise; ///< why figures are not to be trusted
};

std::string formatText(const BenchReport &report);
std::string formatJson(const BenchReport &report);

/// A table of operations for `formatText`.
std::string formatOps(const char *phase, const OpTable &table);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_BENCHREPORT_H
