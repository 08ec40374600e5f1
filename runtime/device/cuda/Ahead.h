//===- Ahead.h - decode steps that nobody has asked for yet ---------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_AHEAD_H
#define TERN_RUNTIME_DEVICE_CUDA_AHEAD_H

#include "device/cuda/Object.h"

namespace tern::rt {

/// Which step a session's caller will ask for next, so that it can be started
/// while the caller still waits for the last one's id. Two steps are under way
/// at most, and take turns in two slots: a row of the buffer of logits, a place
/// of the host for the id and an event behind its copy.
class CudaAhead {
public:
  static constexpr size_t slots = 2;

  /// Expects nothing.
  CudaAhead() = default;
  /// `rowBytes`: a row of logits. Throws as CudaDevice::check does.
  CudaAhead(const CudaDevice &device, uint64_t rowBytes);

  /// The caller asks for a step; `prepared`: the one that follows greedily.
  /// Returns whether it was started. One that was and is another is dropped.
  bool ask(bool prepared);
  /// The caller has read logits, and may draw otherwise.
  void noteRead() { greedySteps = 0; }

  /// Whether the step behind the one asked for is worth a start.
  bool expectsNext() const {
    return events[0].get() && greedySteps >= stepsThatConvince;
  }
  /// It was started.
  void noteStart() { started = true; }
  bool hasStarted() const { return started; }

  /// Of the step that was asked for last, and of the one behind it.
  size_t slot() const { return current; }
  size_t nextSlot() const { return slots - 1 - current; }
  uint64_t logitsOffset(size_t slot) const { return slot * rowBytes; }
  CudaEvent event(size_t slot) const { return events[slot].get(); }

private:
  /// A step in vain costs more than a step that was asked for gains.
  static constexpr int stepsThatConvince = 2;

  CudaObject<CudaEvent> events[slots];
  uint64_t rowBytes = 0;
  size_t current = 0;
  /// That followed each other while nobody read logits.
  int greedySteps = 0;
  bool started = false;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_AHEAD_H
