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

  std::unique_ptr<Executor> createExecutor(int64_t sequences) const override;

  const CudaDevice &device() const { return opened; }
  const Model &model() const { return *source; }
  /// One that the bundle has.
  const Manifest::Entry &entry(uint32_t which) const {
    return *source->manifest().entry(which);
  }
  CudaFunction function(const std::string &name) const {
    return functions.at(name);
  }
  /// A function of the code that is no stage's. The device's context is the
  /// thread's. Throws FORMAT.
  CudaFunction find(const std::string &name) const;
  /// Blocks of the launch that computes a step of the entry; 0 if its stages
  /// are launched, as the code has no such kernel or the device cannot keep a
  /// launch resident.
  uint32_t residentBlocks(uint32_t entry) const { return resident[entry]; }
  CudaPointer weights() const { return uploaded.get(); }

private:
  void loadCode();
  void loadFunction(const std::string &name, uint32_t workgroupBytes);
  uint32_t countResident(const StepKernel &step) const;
  void uploadWeights();

  std::shared_ptr<const Model> source;
  CudaDevice opened;
  CudaObject<CudaModule> code;
  std::map<std::string, CudaFunction> functions;
  uint32_t resident[entryCount] = {};
  CudaMemory uploaded;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_PROGRAM_H
