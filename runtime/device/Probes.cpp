//===- Probes.cpp - what a device could do at best ------------------------===//
#include "device/Probes.h"

#include "Error.h"

#include <algorithm>
#include <limits>

using namespace tern::rt;

uint64_t tern::rt::probeBytes(uint64_t memoryBytes) {
  return std::clamp(memoryBytes / 16, uint64_t(64) << 20, uint64_t(1) << 30);
}

static constexpr uint64_t threadBytes = 16;

uint64_t tern::rt::probeScratchBytes(const Probes &probes) {
  uint64_t most = 0;
  for (const auto *probe : {&probes.read, &probes.dot, &probes.matrix})
    if (*probe)
      most = std::max(most,
                      threadBytes * (*probe)->workgroups * (*probe)->workgroup);
  return most;
}

/// Seconds of the fastest of some passes: others can only make one slower.
template <typename Pass> static double bestSeconds(Pass pass) {
  constexpr size_t least = 4, most = 64;
  constexpr double enough = 0.05;
  double best = std::numeric_limits<double>::infinity(), all = 0;
  for (size_t i = 0; i < most && (i < least || all < enough); ++i) {
    double seconds = pass(i);
    all += seconds;
    if (seconds > 0)
      best = std::min(best, seconds);
  }
  return best;
}

/// Bytes per second. Each pass reads another buffer, or the same again if there
/// is one: the first of it has left the caches when its turn comes.
static double measureReading(const std::string &who, const Probe &probe,
                             ProbeStarter &starter) {
  uint64_t round = probe.work * probe.workgroups,
           rounds = starter.bufferBytes() / round;
  if (rounds == 0)
    failUnsupported(who + ": the probe '" + probe.function + "' reads " +
                    std::to_string(round) + " bytes, there are " +
                    std::to_string(starter.bufferBytes()));
  return double(round * rounds) / bestSeconds([&](size_t pass) {
           return starter.run(probe, rounds, pass % starter.buffers());
         });
}

/// Multiply-accumulates per second.
static double measureProducts(const Probe &probe, ProbeStarter &starter) {
  // So long that its beginning and its end are little of it.
  constexpr double enough = 0.002;
  constexpr uint64_t most = 1 << 24;
  uint64_t rounds = 1;
  while (rounds < most && starter.run(probe, rounds, 0) < enough)
    rounds *= 2;
  return double(probe.work) * probe.workgroups * double(rounds) /
         bestSeconds([&](size_t) { return starter.run(probe, rounds, 0); });
}

DeviceRates tern::rt::measureRates(const std::string &who, const Probes &probes,
                                   ProbeStarter &starter) {
  if (!probes.read || !probes.dot)
    failUnsupported(who + ": the bundle has no kernels that measure the "
                          "device; compile it again");
  return {measureReading(who, *probes.read, starter),
          measureProducts(*probes.dot, starter),
          probes.matrix ? measureProducts(*probes.matrix, starter) : 0};
}
