//===- Device.h - an open CUDA device -------------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_DEVICE_H
#define TERN_RUNTIME_DEVICE_CUDA_DEVICE_H

#include "device/DeviceName.h"
#include "device/cuda/Driver.h"

namespace tern::rt {

/// What there is to know of a device.
struct CudaProperties {
  std::string name;
  uint64_t memoryBytes;
  int maxThreads; ///< of a block
  int maxGrid;    ///< blocks in x
  int capability; ///< 80: compute capability 8.0; 94: gfx94x

  CudaProperties(const CudaDriver &driver, int device);
};

/// A device and its primary context.
class CudaDevice {
public:
  /// Opens a device. Throws UNSUPPORTED if there is none, or it lacks a feature
  /// that code needs: "sm_80" is compute capability 8.0 or above, for a cubin
  /// (`assembled`) below 9.0; "gfx942" is that processor.
  CudaDevice(DeviceName name, const DeviceCode &code, bool assembled);
  ~CudaDevice();
  CudaDevice(const CudaDevice &) = delete;
  CudaDevice &operator=(const CudaDevice &) = delete;

  /// "cuda:0 (NAME)" or "hip:0 (NAME)", for messages.
  const std::string &who() const { return description; }
  const CudaProperties &properties() const { return traits; }
  const CudaDriver &functions() const { return driver; }
  CudaContext context() const { return primary; }
  /// Throws as CudaDriver::check does.
  void check(CudaResult result, const std::string &what) const {
    driver.check(result, description, what);
  }

private:
  CudaDriver driver;
  int device;
  CudaProperties traits;
  std::string description;
  CudaContext primary = nullptr;
};

/// The device's context is the thread's for as long as the object lives.
class CudaScope {
public:
  explicit CudaScope(const CudaDevice &device);
  ~CudaScope();
  CudaScope(const CudaScope &) = delete;
  CudaScope &operator=(const CudaScope &) = delete;

private:
  const CudaDevice &device;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_DEVICE_H
