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

  /// The other buffers and what a step submits, for one sequence. It keeps the
  /// program.
  virtual std::unique_ptr<Executor> createExecutor() const = 0;
};

/// The bytes of a buffer for steps of a model, rounded by roundToUnit.
uint64_t deviceBufferBytes(const Model &model, DeviceBuffer buffer);

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
