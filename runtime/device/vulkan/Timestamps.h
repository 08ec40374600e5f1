//===- Timestamps.h - the times of a step's stages on a Vulkan device -----===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H
#define TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H

#include "device/vulkan/Object.h"
#include "exec/Profile.h"

namespace tern::rt {

/// A mark before the first stage of a step and after each, by the device's
/// clock.
class VulkanTimestamps {
public:
  /// Throws UNSUPPORTED if the device has none.
  VulkanTimestamps(const VulkanDevice &device, Profile &profile);

  /// Records, at the beginning of an entry and after each stage.
  void recordBegin(VkCommandBuffer commands, uint32_t entry);
  void recordStage(VkCommandBuffer commands, uint32_t entry);

  /// Adds a finished step to the profile, which took `seconds` for the host:
  /// what the stages did not take is waiting, behind the last.
  void finish(uint32_t entry, double seconds);

private:
  const VulkanDevice &device;
  Profile &profile;
  VulkanObject<VkQueryPool> pools[2];
  uint32_t recorded[2] = {};
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H
