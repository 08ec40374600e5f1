//===- Device.h - an open Vulkan device -----------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_DEVICE_H
#define TERN_RUNTIME_DEVICE_VULKAN_DEVICE_H

#include "bundle/DeviceCode.h"
#include "device/vulkan/Instance.h"

#include <mutex>
#include <span>

namespace tern::rt {

/// How the host reaches the memory of a device.
enum class VulkanMemory {
  OfDevice, ///< as the device is: shared if it has no memory of its own
  Separate  ///< by copies, as if the device had memory of its own
};

/// A device with one queue that computes.
class VulkanDevice {
public:
  /// Opens the `index`-th device with the features that code needs. Throws
  /// UNSUPPORTED if there is none, or it lacks one.
  VulkanDevice(uint32_t index, const DeviceCode &code, VulkanMemory memory);
  ~VulkanDevice();
  VulkanDevice(const VulkanDevice &) = delete;
  VulkanDevice &operator=(const VulkanDevice &) = delete;

  /// "vulkan:0 (NAME)", for messages.
  const std::string &who() const { return description; }
  const VulkanProperties &properties() const { return traits; }
  const VulkanDeviceFunctions &functions() const { return table; }
  VkDevice handle() const { return device; }
  uint32_t queueFamily() const { return family; }
  /// Bits of a timestamp that count; 0 if there are none.
  uint32_t timestampBits() const { return validBits; }
  /// Whether the host reads and writes the device's memory in place.
  bool sharesMemory() const { return shared; }

  /// Submits command buffers in order and waits for their end. `fence` is
  /// the caller's own and not signaled, before and after. Any thread may call
  /// it.
  void submit(std::span<const VkCommandBuffer> commands, VkFence fence) const;

  /// Throws as checkVulkan does.
  void check(VkResult result, const std::string &what) const;

private:
  VulkanInstance instance;
  VkPhysicalDevice physical;
  VulkanProperties traits;
  std::string description;
  bool shared;
  uint32_t family = 0, validBits = 0;
  VkDevice device = VK_NULL_HANDLE;
  VulkanDeviceFunctions table;
  VkQueue queue = VK_NULL_HANDLE;
  mutable std::mutex submitting;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_DEVICE_H
