//===- ProbeStarter.h - probes of a CUDA device ---------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_PROBESTARTER_H
#define TERN_RUNTIME_DEVICE_CUDA_PROBESTARTER_H

#include "device/Probes.h"
#include "device/cuda/Program.h"

namespace tern::rt {

/// One buffer of its own in place of the weights; all else is scratch.
class CudaProbeStarter final : public ProbeStarter {
public:
  /// The device's context is the thread's, here and in `run`. Throws RESOURCES.
  explicit CudaProbeStarter(std::shared_ptr<const CudaProgram> program);

  size_t buffers() const override { return 1; }
  uint64_t bufferBytes() const override { return bytes; }
  double run(const Probe &probe, uint64_t rounds, size_t buffer) override;

private:
  std::shared_ptr<const CudaProgram> program;
  const CudaDevice &device;
  const CudaDriver &cuda;
  uint64_t bytes;
  CudaMemory memory, scratch;
  CudaObject<CudaStream> stream;
  CudaObject<CudaEvent> begin, end;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_PROBESTARTER_H
