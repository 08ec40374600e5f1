//===- Timestamps.h - the times of a step's stages on a Vulkan device -----===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H
#define TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H

#include "device/vulkan/Marks.h"
#include "exec/Profile.h"

namespace tern::rt {

/// A mark before the first stage of a step and after each, by the device's
/// clock.
class VulkanTimestamps {
public:
  /// Throws UNSUPPORTED if the device has none.
  VulkanTimestamps(const VulkanDevice &device, Profile &profile);

  /// Records, at the beginning of an entry and after each stage.
  void recordBegin(VkCommandBuffer commands, uint32_t entry) {
    marks[entry].begin(commands);
  }
  void recordStage(VkCommandBuffer commands, uint32_t entry) {
    marks[entry].mark(commands);
  }

  /// Adds a finished step to the profile, which took `seconds` for the host:
  /// what the stages did not take is waiting, behind the last.
  void finish(uint32_t entry, double seconds);

private:
  Profile &profile;
  std::vector<VulkanMarks> marks; ///< of each entry
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_TIMESTAMPS_H
