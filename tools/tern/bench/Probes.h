//===- Probes.h - what the machine could do -------------------------------===//
//
// The two floors of bench: nothing that reads every weight can decode faster
// than memory is read, nothing that multiplies them can prefill faster than the
// best int8 dot instruction of the bundle's target runs.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_PROBES_H
#define TERN_TOOLS_TERN_BENCH_PROBES_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

/// Threads that together read a buffer much larger than the last-level cache.
class BandwidthProbe {
public:
  /// Throws std::bad_alloc if there is no room for the buffer.
  explicit BandwidthProbe(int threads);
  ~BandwidthProbe();
  BandwidthProbe(const BandwidthProbe &) = delete;
  BandwidthProbe &operator=(const BandwidthProbe &) = delete;

  /// Bytes per second, the best of a few passes.
  double measure() const;

private:
  int threads;
  size_t bytes, share = 0;
  uint64_t *words = nullptr;
};

struct DotRate {
  std::string instruction;
  double macsPerSecond; ///< multiply-accumulates of all threads together
};

/// Names of a processor's features, as a manifest has them.
using Features = std::set<std::string>;

/// The rate of the best int8 dot instruction among code's features, in
/// registers: the best of a few passes. The processor must have them all.
DotRate measureDotRate(int threads, const Features &features);

/// Runs work(thread) on threads at once, each on a processor of its own as far
/// as there are any, pass after pass; returns the seconds
/// of the fastest pass, from the first thread that began to the last that
/// ended.
double bestTimeTogether(int threads, int passes,
                        const std::function<void(int)> &work);

#endif // TERN_TOOLS_TERN_BENCH_PROBES_H
