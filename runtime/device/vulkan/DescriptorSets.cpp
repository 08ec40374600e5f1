//===- DescriptorSets.cpp - the buffers that kernels are bound to ---------===//
#include "device/vulkan/DescriptorSets.h"

using namespace tern::rt;

VulkanDescriptorSets::VulkanDescriptorSets(const VulkanDevice &device,
                                           VkDescriptorSetLayout layout,
                                           size_t count, size_t bindings)
    : device(&device), layout(layout) {
  VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                            static_cast<uint32_t>(count * bindings)};
  VkDescriptorPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  info.maxSets = static_cast<uint32_t>(count);
  info.poolSizeCount = 1;
  info.pPoolSizes = &size;
  const VulkanDeviceFunctions &vk = device.functions();
  pool = {device, vk.CreateDescriptorPool, info, vk.DestroyDescriptorPool,
          "make a descriptor pool"};
}

VkDescriptorSet
VulkanDescriptorSets::add(std::span<const VkDescriptorBufferInfo> buffers) {
  const VulkanDeviceFunctions &vk = device->functions();
  VkDescriptorSetAllocateInfo allocation{};
  allocation.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  allocation.descriptorPool = pool.get();
  allocation.descriptorSetCount = 1;
  allocation.pSetLayouts = &layout;
  VkDescriptorSet set;
  device->check(vk.AllocateDescriptorSets(device->handle(), &allocation, &set),
                "make a descriptor set");
  VkWriteDescriptorSet write{};
  write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
  write.dstSet = set;
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  // Bindings follow each other, so one write updates them all.
  write.descriptorCount = static_cast<uint32_t>(buffers.size());
  write.pBufferInfo = buffers.data();
  vk.UpdateDescriptorSets(device->handle(), 1, &write, 0, nullptr);
  return set;
}
