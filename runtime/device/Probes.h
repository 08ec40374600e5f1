//===- Probes.h - what a device could do at best --------------------------===//
#ifndef TERN_RUNTIME_DEVICE_PROBES_H
#define TERN_RUNTIME_DEVICE_PROBES_H

#include "bundle/DeviceCode.h"
#include "exec/Executor.h"

namespace tern::rt {

/// Starts probes on a device, whose memory they read.
class ProbeStarter {
public:
  ProbeStarter() = default;
  virtual ~ProbeStarter() = default;
  ProbeStarter(const ProbeStarter &) = delete;
  ProbeStarter &operator=(const ProbeStarter &) = delete;

  /// Buffers that are read in turn, and the bytes of each.
  virtual size_t buffers() const = 0;
  virtual uint64_t bufferBytes() const = 0;
  /// Runs a probe on one of them. Returns seconds, by the device's clock.
  virtual double run(const Probe &probe, uint64_t rounds, size_t buffer) = 0;
};

/// How much memory probes read, of so much: several times any cache, and little
/// beside the memory.
uint64_t probeBytes(uint64_t memoryBytes);

/// Bytes that probes write: 16 for each thread of the largest launch.
uint64_t probeScratchBytes(const Probes &probes);

/// The best of several passes of each probe. Throws UNSUPPORTED, prefixed by
/// `who`, if code has no probes that measure reading and dot products, or they
/// read more than there is.
DeviceRates measureRates(const std::string &who, const Probes &probes,
                         ProbeStarter &starter);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_PROBES_H
