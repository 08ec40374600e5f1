//===- Flavor.cpp - HIP's API, of CUDA's shape ----------------------------===//
//
// Names and numbers are those of hip_runtime_api.h of ROCm 5.7 to 7, whose
// results and flags have CUDA's values.
//
//===----------------------------------------------------------------------===//
#include "device/cuda/Flavor.h"

#include "Error.h"
#include "device/hip/Attributes.h"

#include <charconv>
#include <optional>

using namespace tern::rt;

static constexpr CudaNames hipNames{
    .cuInit = "hipInit",
    .cuGetErrorName = "hipDrvGetErrorName",
    .cuDeviceGetCount = "hipGetDeviceCount",
    .cuDeviceGet = "hipDeviceGet",
    .cuDeviceGetName = "hipDeviceGetName",
    .cuDeviceTotalMem_v2 = "hipDeviceTotalMem",
    .cuDeviceGetAttribute = "hipDeviceGetAttribute",
    .cuDevicePrimaryCtxRetain = "hipDevicePrimaryCtxRetain",
    .cuDevicePrimaryCtxRelease_v2 = "hipDevicePrimaryCtxRelease",
    .cuCtxPushCurrent_v2 = "hipCtxPushCurrent",
    .cuCtxPopCurrent_v2 = "hipCtxPopCurrent",
    .cuModuleLoadDataEx = "hipModuleLoadDataEx",
    .cuModuleUnload = "hipModuleUnload",
    .cuModuleGetFunction = "hipModuleGetFunction",
    .cuFuncSetAttribute = "hipFuncSetAttribute",
    .cuMemAlloc_v2 = "hipMalloc",
    .cuMemFree_v2 = "hipFree",
    .cuMemAllocHost_v2 = "hipMemAllocHost",
    .cuMemFreeHost = "hipHostFree",
    .cuMemcpyHtoD_v2 = "hipMemcpyHtoD",
    .cuMemcpyHtoDAsync_v2 = "hipMemcpyHtoDAsync",
    .cuMemcpyDtoHAsync_v2 = "hipMemcpyDtoHAsync",
    .cuMemsetD8Async = "hipMemsetD8Async",
    .cuStreamCreate = "hipStreamCreateWithFlags",
    .cuStreamDestroy_v2 = "hipStreamDestroy",
    .cuStreamSynchronize = "hipStreamSynchronize",
    .cuStreamBeginCapture_v2 = "hipStreamBeginCapture",
    .cuStreamEndCapture = "hipStreamEndCapture",
    .cuGraphInstantiateWithFlags = "hipGraphInstantiateWithFlags",
    .cuGraphDestroy = "hipGraphDestroy",
    .cuGraphExecDestroy = "hipGraphExecDestroy",
    .cuGraphLaunch = "hipGraphLaunch",
    .cuLaunchKernel = "hipModuleLaunchKernel",
    .cuLaunchCooperativeKernel = "hipModuleLaunchCooperativeKernel",
    .cuOccupancyMaxActiveBlocksPerMultiprocessor =
        "hipModuleOccupancyMaxActiveBlocksPerMultiprocessor",
    .cuEventCreate = "hipEventCreateWithFlags",
    .cuEventDestroy_v2 = "hipEventDestroy",
    .cuEventRecord = "hipEventRecord",
    .cuEventSynchronize = "hipEventSynchronize",
    .cuEventElapsedTime = "hipEventElapsedTime",
};

/// A device tells its major and minor number, not its stepping: "gfx94x".
static std::string describe(int capability) {
  return "gfx" + std::to_string(capability) + "x";
}

/// 94 of "gfx942": its last digit is the stepping.
static std::optional<int> familyOf(const std::string &feature) {
  static constexpr std::string_view prefix = "gfx";
  if (!feature.starts_with(prefix) || feature.size() <= prefix.size() + 2)
    return std::nullopt;
  uint8_t family;
  const char *begin = feature.data() + prefix.size();
  const char *end = feature.data() + feature.size() - 1;
  auto [stop, error] = std::from_chars(begin, end, family);
  if (error != std::errc() || stop != end)
    return std::nullopt;
  return family;
}

/// The driver refuses code for another stepping when it loads it.
static void requireFeatures(const std::string &who, const DeviceCode &code,
                            bool, int capability) {
  for (const std::string &feature : code.features) {
    std::optional<int> needed = familyOf(feature);
    if (!needed)
      failUnsupported(who + ": the bundle needs the feature '" + feature +
                      "', which this version does not know");
    if (capability != *needed)
      failUnsupported(who + ": the bundle's code is for '" + feature +
                      "', the device is " + describe(capability));
  }
}

const CudaFlavor &tern::rt::hipFlavor() {
  static const CudaFlavor flavor{
      DeviceApi::Hip,
      {"libamdhip64.so.7", "libamdhip64.so.6", "libamdhip64.so.5"},
      hipNames,
      hipMaxThreadsPerBlock,
      hipMaxGridX,
      hipCapabilityMajor,
      hipCapabilityMinor,
      hipMultiprocessors,
      hipCooperativeLaunch,
      describe,
      requireFeatures};
  return flavor;
}
