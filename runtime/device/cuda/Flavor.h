//===- Flavor.h - CUDA's driver API, and another of its shape -------------===//
//
// HIP has CUDA's functions under names of its own, with the same parameters,
// results and meanings. One executor calls either through a table.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_FLAVOR_H
#define TERN_RUNTIME_DEVICE_CUDA_FLAVOR_H

#include "bundle/DeviceCode.h"
#include "device/cuda/Functions.h"

namespace tern::rt {

/// What a driver's library calls each function.
struct CudaNames {
#define TERN_NAME(name, parameters) const char *name;
  TERN_CUDA_FUNCTIONS(TERN_NAME)
#undef TERN_NAME
};

struct CudaFlavor {
  DeviceApi api;
  /// The driver's library; the first that there is.
  std::vector<const char *> libraries;
  CudaNames names;
  // Of a device's attributes.
  int maxThreadsPerBlock, maxGridX, capabilityMajor, capabilityMinor,
      multiprocessors, cooperativeLaunch;
  /// A capability as people know it: 80 is "sm_80".
  std::string (*describe)(int capability);
  /// Throws UNSUPPORTED if a device of that capability (10 * major + minor)
  /// lacks a feature that code needs. `assembled` is code for one processor.
  void (*requireFeatures)(const std::string &who, const DeviceCode &code,
                          bool assembled, int capability);
};

/// `libcuda.so.1`; features are "sm_NN", a capability at least, or "sm_NNa",
/// that one alone.
const CudaFlavor &cudaFlavor();

/// `libamdhip64.so`; a feature is "gfxNNN", the processor for which code is.
const CudaFlavor &hipFlavor();

/// Of an API that has one: not Vulkan.
inline const CudaFlavor &flavorOf(DeviceApi api) {
  return api == DeviceApi::Hip ? hipFlavor() : cudaFlavor();
}

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_FLAVOR_H
