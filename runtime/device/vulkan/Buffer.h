//===- Buffer.h - memory of a Vulkan device -------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_BUFFER_H
#define TERN_RUNTIME_DEVICE_VULKAN_BUFFER_H

#include "device/vulkan/Object.h"

#include <cstddef>

namespace tern::rt {

/// Who touches a buffer's memory.
enum class VulkanAccess {
  Device,     ///< the device alone
  HostWrites, ///< the host writes, the device reads
  HostReads   ///< the device writes, the host reads
};

/// A storage buffer with memory of its own, which copies reach as well.
class VulkanBuffer {
public:
  /// Throws RESOURCES, naming `what` and the size.
  VulkanBuffer(const VulkanDevice &device, VkDeviceSize bytes,
               VulkanAccess access, const std::string &what);

  VkBuffer get() const { return buffer.get(); }
  VkDeviceSize size() const { return bytes; }
  /// Where the host sees it, coherently; null if it does not.
  std::byte *data() const { return mapped; }

private:
  VkDeviceSize bytes;
  // The buffer goes before its memory.
  VulkanObject<VkDeviceMemory> memory;
  VulkanObject<VkBuffer> buffer;
  std::byte *mapped = nullptr;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_BUFFER_H
