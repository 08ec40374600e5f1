//===- Program.h - a model on a CUDA device -------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_PROGRAM_H
#define TERN_RUNTIME_DEVICE_CUDA_PROGRAM_H

#include "device/DeviceProgram.h"
#include "device/cuda/Object.h"

#include <map>

namespace tern::rt {

/// A device's memory.
using CudaMemory = CudaObject<CudaPointer>;

/// Throws RESOURCES, naming `what` and the size. The device's context is the
/// thread's.
CudaMemory allocateCuda(const CudaDevice &device, uint64_t bytes,
                        const std::string &what);

/// The module's functions and uploaded weights.
class CudaProgram final : public DeviceProgram,
                          public std::enable_shared_from_this<CudaProgram> {
public:
  /// Throws UNSUPPORTED if the device is not there, lacks a feature or is too
  /// small; FORMAT if the driver refuses the code, or it lacks a function;
  /// RESOURCES.
  CudaProgram(std::shared_ptr<const Model> model, DeviceName name);

  std::unique_ptr<Executor> createExecutor() const override;

  const CudaDevice &device() const { return opened; }
  const Model &model() const { return *source; }
  CudaFunction function(const std::string &name) const {
    return functions.at(name);
  }
  CudaPointer weights() const { return uploaded.get(); }

private:
  void loadCode();
  void uploadWeights();

  std::shared_ptr<const Model> source;
  CudaDevice opened;
  CudaObject<CudaModule> code;
  std::map<std::string, CudaFunction> functions;
  CudaMemory uploaded;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_PROGRAM_H
