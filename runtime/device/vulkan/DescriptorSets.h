//===- DescriptorSets.h - the buffers that kernels are bound to -----------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_DESCRIPTORSETS_H
#define TERN_RUNTIME_DEVICE_VULKAN_DESCRIPTORSETS_H

#include "device/vulkan/Object.h"

#include <span>

namespace tern::rt {

/// Descriptor sets of storage buffers, which live as long as this.
class VulkanDescriptorSets {
public:
  VulkanDescriptorSets() = default;
  /// Room for `count` sets of `bindings` buffers each.
  VulkanDescriptorSets(const VulkanDevice &device, VkDescriptorSetLayout layout,
                       size_t count, size_t bindings);

  /// The next set: a buffer, or a part of one, for each binding.
  VkDescriptorSet add(std::span<const VkDescriptorBufferInfo> buffers);

private:
  const VulkanDevice *device = nullptr;
  VkDescriptorSetLayout layout = VK_NULL_HANDLE;
  VulkanObject<VkDescriptorPool> pool;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_DESCRIPTORSETS_H
