//===- Driver.h - an open driver of CUDA's shape --------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_DRIVER_H
#define TERN_RUNTIME_DEVICE_CUDA_DRIVER_H

#include "device/DriverLibrary.h"
#include "device/cuda/Flavor.h"

namespace tern::rt {

/// The driver's functions, and what its results mean.
class CudaDriver {
public:
  /// Loads and initializes it. Throws UNSUPPORTED if there is no driver, or
  /// it is too old.
  explicit CudaDriver(const CudaFlavor &flavor);

  const CudaFlavor &flavor() const { return kind; }
  /// The API's name, for messages.
  std::string who() const { return std::string(nameOf(kind.api)); }

  /// Throws if a call failed: "WHO: cannot DO: why". RESOURCES if memory ran
  /// out, FORMAT if the code was refused, UNSUPPORTED if something is not
  /// there, else DEVICE.
  void check(CudaResult result, const std::string &who,
             const std::string &what) const;

#define TERN_MEMBER(name, parameters) CudaResult(*name) parameters;
  TERN_CUDA_FUNCTIONS(TERN_MEMBER)
#undef TERN_MEMBER

private:
  const CudaFlavor &kind;
  DriverLibrary library;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_DRIVER_H
