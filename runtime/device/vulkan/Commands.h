//===- Commands.h - recorded work of a Vulkan device ----------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_COMMANDS_H
#define TERN_RUNTIME_DEVICE_VULKAN_COMMANDS_H

#include "device/vulkan/Object.h"

namespace tern::rt {

/// Makes what `before` wrote visible to `after`.
void recordBarrier(const VulkanDeviceFunctions &vk, VkCommandBuffer commands,
                   VkPipelineStageFlags before, VkAccessFlags wrote,
                   VkPipelineStageFlags after, VkAccessFlags accesses);

/// Command buffers and the fence to wait for them; for one thread at a time.
class VulkanCommands {
public:
  explicit VulkanCommands(const VulkanDevice &device);

  /// A command buffer, which lives as long as this.
  VkCommandBuffer allocate();

  /// Records what `body(commands)` calls, in place of what was recorded.
  template <typename Body>
  void record(VkCommandBuffer commands, Body body) const {
    begin(commands);
    body(commands);
    end(commands);
  }

  /// Submits in order and waits.
  void submit(std::span<const VkCommandBuffer> commands) const {
    device.submit(commands, fence.get());
  }
  /// Records into the command buffer, submits it and waits.
  template <typename Body> void run(VkCommandBuffer commands, Body body) const {
    record(commands, body);
    submit({&commands, 1});
  }

private:
  void begin(VkCommandBuffer commands) const;
  void end(VkCommandBuffer commands) const;

  const VulkanDevice &device;
  VulkanObject<VkCommandPool> pool;
  VulkanObject<VkFence> fence;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_COMMANDS_H
