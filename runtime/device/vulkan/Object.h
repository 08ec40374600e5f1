//===- Object.h - an object of a Vulkan device ----------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_OBJECT_H
#define TERN_RUNTIME_DEVICE_VULKAN_OBJECT_H

#include "device/vulkan/Device.h"

#include <utility>

namespace tern::rt {

/// Owns a handle; the device outlives it.
template <typename Handle> class VulkanObject {
public:
  using Destroy = void(VKAPI_PTR *)(VkDevice, Handle,
                                    const VkAllocationCallbacks *);

  VulkanObject() = default;
  /// Calls `create(device, &info, no callbacks, &handle)`. Throws as
  /// VulkanDevice::check does.
  template <typename Create, typename Info>
  VulkanObject(const VulkanDevice &device, Create create, const Info &info,
               Destroy destroy, const std::string &what)
      : device(device.handle()), destroy(destroy) {
    device.check(create(this->device, &info, nullptr, &handle), what);
  }
  ~VulkanObject() {
    if (handle)
      destroy(device, handle, nullptr);
  }
  VulkanObject(VulkanObject &&other) noexcept { *this = std::move(other); }
  VulkanObject &operator=(VulkanObject &&other) noexcept {
    std::swap(device, other.device);
    std::swap(handle, other.handle);
    std::swap(destroy, other.destroy);
    return *this;
  }

  Handle get() const { return handle; }
  explicit operator bool() const { return handle != VK_NULL_HANDLE; }

private:
  VkDevice device = VK_NULL_HANDLE;
  Handle handle = VK_NULL_HANDLE;
  Destroy destroy = nullptr;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_OBJECT_H
