//===- Features.h - Vulkan's optional features, by name -------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_FEATURES_H
#define TERN_RUNTIME_DEVICE_VULKAN_FEATURES_H

#include "device/vulkan/Instance.h"

#include <span>
#include <string>

namespace tern::rt {

/// The feature structures of Vulkan 1.3, chained.
class VulkanFeatures {
public:
  /// None of them.
  VulkanFeatures();
  /// Those of a device.
  VulkanFeatures(const VulkanInstance &instance, VkPhysicalDevice device);
  VulkanFeatures(const VulkanFeatures &) = delete;
  VulkanFeatures &operator=(const VulkanFeatures &) = delete;

  /// A member of a structure by Vulkan's name for it; null if it is unknown.
  VkBool32 *find(std::string_view name);

  const VkPhysicalDeviceFeatures2 *chain() const { return &core; }

private:
  VkPhysicalDeviceFeatures2 core{};
  VkPhysicalDeviceVulkan11Features v11{};
  VkPhysicalDeviceVulkan12Features v12{};
  VkPhysicalDeviceVulkan13Features v13{};
};

/// Turns on `names` in `wanted`. Throws UNSUPPORTED, prefixed by `who`, naming
/// the first that `present` lacks or that is unknown.
void requireFeatures(const std::string &who, std::span<const std::string> names,
                     VulkanFeatures &present, VulkanFeatures &wanted);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_FEATURES_H
