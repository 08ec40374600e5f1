//===- Limits.cpp - whether a model fits a Vulkan device ------------------===//
#include "device/vulkan/Limits.h"

#include "Error.h"
#include "device/DeviceProgram.h"

#include <algorithm>

using namespace tern::rt;

namespace {
class Limits {
public:
  explicit Limits(const std::string &who) : who(who) {}

  void check(const std::string &what, uint64_t needed, uint64_t most) const {
    if (needed > most)
      failUnsupported(who + ": " + what + ": the bundle needs " +
                      std::to_string(needed) + ", the device has " +
                      std::to_string(most));
  }

private:
  const std::string &who;
};
} // namespace

static void checkStages(const Limits &limits, const VkPhysicalDeviceLimits &has,
                        const Manifest::Entry &entry) {
  for (const Manifest::Stage &stage : entry.stages) {
    limits.check("workgroups of '" + stage.function + "'",
                 stage.dispatch.workgroups, has.maxComputeWorkGroupCount[0]);
    limits.check("bytes of constants of '" + stage.function + "'",
                 stage.dispatch.constants.size() * sizeof(uint32_t),
                 has.maxPushConstantsSize);
  }
}

static void checkBuffers(const Limits &limits, const VulkanProperties &device,
                         const Model &model) {
  uint64_t range = std::min<uint64_t>(device.limits.maxStorageBufferRange,
                                      device.maxAllocation);
  uint64_t sum = 0;
  for (DeviceBuffer buffer : allDeviceBuffers) {
    uint64_t bytes = deviceBufferBytes(model, buffer);
    limits.check("bytes of the buffer '" + std::string(nameOf(buffer)) + "'",
                 bytes, range);
    sum += bytes;
  }
  limits.check("bytes of memory", sum, device.heapBytes());
}

void tern::rt::checkVulkanLimits(const std::string &who,
                                 const VulkanProperties &device,
                                 const Model &model) {
  Limits limits(who);
  const Manifest &manifest = model.manifest();
  const VkPhysicalDeviceLimits &has = device.limits;
  limits.check("threads of a workgroup", manifest.device->workgroup,
               std::min(has.maxComputeWorkGroupSize[0],
                        has.maxComputeWorkGroupInvocations));
  limits.check("storage buffers", manifest.device->bindings.size(),
               std::min(has.maxPerStageDescriptorStorageBuffers,
                        has.maxDescriptorSetStorageBuffers));
  checkStages(limits, has, manifest.decode);
  checkStages(limits, has, manifest.prefill);
  checkBuffers(limits, device, model);
}
