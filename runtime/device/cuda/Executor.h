//===- Executor.h - steps on a CUDA device --------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H
#define TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H

#include "device/cuda/Program.h"

#include <optional>

namespace tern::rt {

/// The buffers of one sequence and a graph for each entry, whose launch is a
/// step.
class CudaExecutor final : public Executor {
public:
  /// Throws RESOURCES if a buffer cannot be had.
  explicit CudaExecutor(std::shared_ptr<const CudaProgram> program);

  void run(const Step &step) override;
  void setProfile(Profile *profile) override;

private:
  /// A mark before the first stage and after each.
  using Events = std::vector<CudaObject<CudaEvent>>;

  CudaPointer pointerOf(DeviceBuffer buffer) const;
  /// Puts the copies and the stages of an entry into the stream, and the marks
  /// between them if there are any.
  void enqueue(uint32_t entry, const Events *events) const;
  void enqueueStage(const Manifest::Stage &stage) const;
  void captureEntry(uint32_t entry);
  Events makeEvents(size_t count) const;
  void addToProfile(uint32_t entry, double seconds) const;

  std::shared_ptr<const CudaProgram> program;
  const CudaDevice &device;
  const CudaDriver &cuda;
  CudaObject<CudaStream> stream;
  CudaMemory arena, kv, ids, scalars, logits;
  /// What the host writes; copies of a graph read it.
  CudaObject<void *> hostIds, hostScalars;
  CudaObject<CudaExec> graphs[2];
  Profile *profile = nullptr;
  Events events[2];
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H
