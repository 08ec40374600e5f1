//===- Limits.cpp - whether a model fits a Vulkan device ------------------===//
#include "device/vulkan/Limits.h"

#include "device/Limits.h"

#include <algorithm>

using namespace tern::rt;

static void checkStages(const DeviceLimits &limits,
                        const VkPhysicalDeviceLimits &has,
                        const Manifest::Entry &entry) {
  for (const Manifest::Stage &stage : entry.stages) {
    limits.check("workgroups of '" + stage.function + "'",
                 stage.dispatch.workgroups, has.maxComputeWorkGroupCount[0]);
    limits.check("bytes of constants of '" + stage.function + "'",
                 stage.dispatch.constants.size() * sizeof(uint32_t),
                 has.maxPushConstantsSize);
  }
}

/// What a stage sees of the weights. Returns whether any has a window.
static bool checkWindows(const DeviceLimits &limits, uint64_t range,
                         const Manifest::Entry &entry) {
  bool found = false;
  for (const Manifest::Stage &stage : entry.stages) {
    if (!stage.dispatch.window)
      continue;
    found = true;
    std::string names;
    for (const std::string &name : stage.weights)
      names += (names.empty() ? "" : ", ") + name;
    limits.check("bytes of weights that '" + stage.function + "' reads (" +
                     names + ")",
                 stage.dispatch.window->bytes, range);
  }
  return found;
}

void tern::rt::checkVulkanLimits(const std::string &who,
                                 const VulkanProperties &device,
                                 const Model &model, int64_t sequences) {
  DeviceLimits limits(who);
  const Manifest &manifest = model.manifest();
  const VkPhysicalDeviceLimits &has = device.limits;
  limits.check("threads of a workgroup", manifest.device->workgroup,
               std::min(has.maxComputeWorkGroupSize[0],
                        has.maxComputeWorkGroupInvocations));
  limits.check("storage buffers", manifest.device->bindings.size(),
               std::min(has.maxPerStageDescriptorStorageBuffers,
                        has.maxDescriptorSetStorageBuffers));
  uint64_t range =
      std::min<uint64_t>(has.maxStorageBufferRange, device.maxAllocation);
  bool windows = false;
  for (const Manifest::Entry *entry : manifest.entries()) {
    checkStages(limits, has, *entry);
    windows |= checkWindows(limits, range, *entry);
  }
  limits.checkMemory(model, sequences, range, device.heapBytes(), !windows);
}
