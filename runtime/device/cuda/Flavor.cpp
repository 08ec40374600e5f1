//===- Flavor.cpp - CUDA's driver API itself ------------------------------===//
#include "device/cuda/Flavor.h"

#include "Error.h"

#include <charconv>
#include <optional>

using namespace tern::rt;

static std::string describe(int capability) {
  return "sm_" + std::to_string(capability);
}

namespace {
/// 80 of "sm_80"; `alone` of "sm_90a", whose code later devices do not have
/// (PTX ISA, ".target").
struct Capability {
  uint8_t number = 0;
  bool alone = false;
};
} // namespace

static std::optional<Capability> capabilityOf(const std::string &feature) {
  static constexpr std::string_view prefix = "sm_";
  if (!feature.starts_with(prefix))
    return std::nullopt;
  Capability capability;
  const char *begin = feature.data() + prefix.size();
  const char *end = feature.data() + feature.size();
  capability.alone = feature.ends_with('a');
  if (capability.alone)
    --end;
  auto [stop, error] = std::from_chars(begin, end, capability.number);
  if (error != std::errc() || stop != end)
    return std::nullopt;
  return capability;
}

static void requireFeatures(const std::string &who, const DeviceCode &code,
                            bool assembled, int capability) {
  for (const std::string &feature : code.features) {
    std::optional<Capability> needed = capabilityOf(feature);
    if (!needed)
      failUnsupported(who + ": the bundle needs the feature '" + feature +
                      "', which this version does not know");
    if (needed->alone ? capability != needed->number
                      : capability < needed->number)
      failUnsupported(who + ": the bundle needs the feature '" + feature +
                      "', the device has " + describe(capability));
    if (assembled && capability / 10 != needed->number / 10)
      failUnsupported(who + ": the bundle's code is assembled for '" + feature +
                      "', the device has " + describe(capability) +
                      "; PTX (ternc --ptxas=none) is for later devices too");
  }
}

const CudaFlavor &tern::rt::cudaFlavor() {
  static const CudaFlavor flavor{DeviceApi::Cuda,
                                 {"libcuda.so.1"},
                                 {
#define TERN_NAME(name, parameters) #name,
                                     TERN_CUDA_FUNCTIONS(TERN_NAME)
#undef TERN_NAME
                                 },
                                 cudaMaxThreadsPerBlock,
                                 cudaMaxGridX,
                                 cudaCapabilityMajor,
                                 cudaCapabilityMinor,
                                 cudaMultiprocessors,
                                 cudaCooperativeLaunch,
                                 describe,
                                 requireFeatures};
  return flavor;
}
