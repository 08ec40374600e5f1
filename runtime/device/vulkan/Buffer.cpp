//===- Buffer.cpp - memory of a Vulkan device -----------------------------===//
#include "device/vulkan/Buffer.h"

#include "Error.h"

#include <vector>

using namespace tern::rt;

static constexpr VkMemoryPropertyFlags local =
                                           VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
                                       visible =
                                           VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                           VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
                                       cached =
                                           VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

/// What the memory should be, best first. Vulkan guarantees a type for the
/// last of each.
static std::vector<VkMemoryPropertyFlags> wishes(VulkanAccess access) {
  switch (access) {
  case VulkanAccess::Device:
    return {local, 0};
  case VulkanAccess::HostWrites:
    // Where a device has memory of its own, the host may see some of it.
    return {visible | local, visible};
  case VulkanAccess::HostReads:
    return {visible | cached, visible};
  }
  return {};
}

static uint32_t pickType(const VulkanDevice &device,
                         const VkMemoryRequirements &needs, VulkanAccess access,
                         const std::string &what) {
  const VkPhysicalDeviceMemoryProperties &memory = device.properties().memory;
  for (VkMemoryPropertyFlags wish : wishes(access))
    for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
      if ((needs.memoryTypeBits & (1u << i)) &&
          (memory.memoryTypes[i].propertyFlags & wish) == wish)
        return i;
  failUnsupported(device.who() + ": has no memory for " + what +
                  " that the host can reach");
}

VulkanBuffer::VulkanBuffer(const VulkanDevice &device, VkDeviceSize size,
                           VulkanAccess access, const std::string &what)
    : bytes(size) {
  const VulkanDeviceFunctions &vk = device.functions();
  std::string doing = "have " + std::to_string(bytes) + " bytes for " + what;
  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = bytes;
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
               VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
  buffer = {device, vk.CreateBuffer, info, vk.DestroyBuffer, doing};
  VkMemoryRequirements needs;
  vk.GetBufferMemoryRequirements(device.handle(), buffer.get(), &needs);
  VkMemoryAllocateInfo allocation{};
  allocation.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  allocation.allocationSize = needs.size;
  allocation.memoryTypeIndex = pickType(device, needs, access, what);
  memory = {device, vk.AllocateMemory, allocation, vk.FreeMemory, doing};
  device.check(
      vk.BindBufferMemory(device.handle(), buffer.get(), memory.get(), 0),
      doing);
  if (access == VulkanAccess::Device)
    return;
  void *address;
  device.check(vk.MapMemory(device.handle(), memory.get(), 0, VK_WHOLE_SIZE, 0,
                            &address),
               "map " + what);
  mapped = static_cast<std::byte *>(address);
}
