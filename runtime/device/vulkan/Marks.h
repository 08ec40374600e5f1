//===- Marks.h - times by the clock of a Vulkan device --------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_MARKS_H
#define TERN_RUNTIME_DEVICE_VULKAN_MARKS_H

#include "device/vulkan/Object.h"

#include <vector>

namespace tern::rt {

/// Marks in a command buffer, at which the device notes the time.
class VulkanMarks {
public:
  /// Throws UNSUPPORTED if the device has no clock.
  VulkanMarks(const VulkanDevice &device, size_t count);

  /// Records, at the beginning, the first mark.
  void begin(VkCommandBuffer commands);
  /// Records the next.
  void mark(VkCommandBuffer commands);

  /// Seconds from each mark to the next, of commands that are done.
  std::vector<double> seconds() const;

private:
  const VulkanDevice &device;
  uint32_t count, recorded = 0;
  VulkanObject<VkQueryPool> pool;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_MARKS_H
