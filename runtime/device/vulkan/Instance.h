//===- Instance.h - the Vulkan of this machine ----------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_INSTANCE_H
#define TERN_RUNTIME_DEVICE_VULKAN_INSTANCE_H

#include "device/DriverLibrary.h"
#include "device/vulkan/Functions.h"

#include <string>
#include <vector>

namespace tern::rt {

/// The Vulkan loader and an instance. What it needs is Vulkan 1.3.
class VulkanInstance {
public:
  static constexpr uint32_t apiVersion = VK_API_VERSION_1_3;

  /// Throws UNSUPPORTED if there is no loader, or no driver.
  VulkanInstance();
  ~VulkanInstance();
  VulkanInstance(const VulkanInstance &) = delete;
  VulkanInstance &operator=(const VulkanInstance &) = delete;

  /// All devices, in the loader's order.
  std::vector<VkPhysicalDevice> devices() const;

  const VulkanInstanceFunctions &functions() const { return table; }

private:
  DriverLibrary loader;
  VkInstance instance = VK_NULL_HANDLE;
  VulkanInstanceFunctions table;
};

/// What there is to know of a physical device.
struct VulkanProperties {
  std::string name;
  VkPhysicalDeviceType type;
  uint32_t apiVersion;
  VkPhysicalDeviceLimits limits;
  VkDeviceSize maxAllocation;
  VkPhysicalDeviceMemoryProperties memory;

  VulkanProperties(const VulkanInstance &instance, VkPhysicalDevice device);

  /// Bytes of the largest heap of the device's own memory.
  VkDeviceSize heapBytes() const;
};

/// "1.3.230"
std::string vulkanVersion(uint32_t version);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_INSTANCE_H
