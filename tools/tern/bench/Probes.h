//===- Probes.h - what the machine could do -------------------------------===//
//
// The two floors of bench: nothing that reads every weight can decode faster
// than memory is read, nothing that multiplies them can prefill faster than the
// processor's best int8 dot instruction runs.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_PROBES_H
#define TERN_TOOLS_TERN_BENCH_PROBES_H

#include <cstddef>
#include <cstdint>
#include <functional>
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

/// The rate of the best int8 dot instruction of this processor, in registers:
/// the best of a few passes.
DotRate measureDotRate(int threads);

/// Runs work(thread) on threads at once, each on a processor of its own as far
/// as there are any, pass after pass; returns the seconds
/// of the fastest pass, from the first thread that began to the last that
/// ended.
double bestTimeTogether(int threads, int passes,
                        const std::function<void(int)> &work);

#endif // TERN_TOOLS_TERN_BENCH_PROBES_H
