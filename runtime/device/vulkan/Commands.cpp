//===- Commands.cpp - recorded work of a Vulkan device --------------------===//
#include "device/vulkan/Commands.h"

using namespace tern::rt;

void tern::rt::recordBarrier(const VulkanDeviceFunctions &vk,
                             VkCommandBuffer commands,
                             VkPipelineStageFlags before, VkAccessFlags wrote,
                             VkPipelineStageFlags after,
                             VkAccessFlags accesses) {
  VkMemoryBarrier memory{};
  memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  memory.srcAccessMask = wrote;
  memory.dstAccessMask = accesses;
  vk.CmdPipelineBarrier(commands, before, after, 0, 1, &memory, 0, nullptr, 0,
                        nullptr);
}

VulkanCommands::VulkanCommands(const VulkanDevice &device) : device(device) {
  const VulkanDeviceFunctions &vk = device.functions();
  VkCommandPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  info.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  info.queueFamilyIndex = device.queueFamily();
  pool = {device, vk.CreateCommandPool, info, vk.DestroyCommandPool,
          "make a command pool"};
  VkFenceCreateInfo fenceInfo{};
  fenceInfo.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  fence = {device, vk.CreateFence, fenceInfo, vk.DestroyFence, "make a fence"};
}

VkCommandBuffer VulkanCommands::allocate() {
  VkCommandBufferAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  info.commandPool = pool.get();
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 1;
  VkCommandBuffer commands;
  device.check(device.functions().AllocateCommandBuffers(device.handle(), &info,
                                                         &commands),
               "make a command buffer");
  return commands;
}

void VulkanCommands::begin(VkCommandBuffer commands) const {
  VkCommandBufferBeginInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  device.check(device.functions().BeginCommandBuffer(commands, &info),
               "record commands");
}

void VulkanCommands::end(VkCommandBuffer commands) const {
  device.check(device.functions().EndCommandBuffer(commands),
               "record commands");
}
