//===- DeviceProgram.h - a model on a device ------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_DEVICEPROGRAM_H
#define TERN_RUNTIME_DEVICE_DEVICEPROGRAM_H

#include "bundle/Model.h"
#include "exec/Executor.h"

#include <memory>

namespace tern::rt {

/// The code and the weights of a model on a device, which any number of
/// sessions on any threads share.
class DeviceProgram {
public:
  DeviceProgram() = default;
  virtual ~DeviceProgram() = default;
  DeviceProgram(const DeviceProgram &) = delete;
  DeviceProgram &operator=(const DeviceProgram &) = delete;

  /// The other buffers and what a step submits, of a batch of so many sequences
  /// or, 0, of a session. It keeps the program. Throws UNSUPPORTED if the
  /// device is too small for them.
  virtual std::unique_ptr<Executor> createExecutor(int64_t sequences) const = 0;
};

/// The bytes of a buffer for steps of a model, of a batch of so many sequences
/// or, 0, of a session, rounded by roundToUnit.
uint64_t deviceBufferBytes(const Model &model, DeviceBuffer buffer,
                           int64_t sequences);

/// The entries that a batch of so many sequences or, 0, a session calls.
std::vector<uint32_t> calledEntries(int64_t sequences);

/// The bytes of a step's ids.
size_t idBytes(const Manifest &manifest, const Step &step);

/// Where the caches of a step's sequence begin.
uint64_t cacheOffset(const Manifest &manifest, const Step &step);

/// Rounded up to TERN_ABI_ALIGNMENT, and at least that much.
uint64_t roundToUnit(uint64_t bytes);

/// The four numbers in the buffer `step`.
struct StepScalars {
  int32_t tokens, position, firstLogit, unused = 0;

  explicit StepScalars(const Step &step);
};

/// Bytes that are copied to a device at once: enough to hide the cost of a
/// copy, little beside any model.
inline constexpr uint64_t uploadChunk = uint64_t(16) << 20;

/// Calls `copy(offset, bytes)` for the weights of a model in [begin, end) in
/// order, at most uploadChunk at once, and lets the system forget the pages
/// that were read.
template <typename Copy>
void forEachChunk(const Model &model, uint64_t begin, uint64_t end, Copy copy) {
  for (uint64_t offset = begin; offset < end; offset += uploadChunk) {
    uint64_t bytes = std::min(uploadChunk, end - offset);
    copy(offset, bytes);
    model.forgetWeights(offset, bytes);
  }
}

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DEVICEPROGRAM_H
