//===- Functions.h - the functions of Vulkan that are used ----------------===//
//
// Nothing links against Vulkan: every function is asked for by name.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_FUNCTIONS_H
#define TERN_RUNTIME_DEVICE_VULKAN_FUNCTIONS_H

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

// clang-format off
#define TERN_VULKAN_INSTANCE_FUNCTIONS(X)                                      \
  X(CreateDevice) X(DestroyInstance) X(EnumeratePhysicalDevices)               \
  X(GetDeviceProcAddr) X(GetPhysicalDeviceFeatures2)                           \
  X(GetPhysicalDeviceMemoryProperties) X(GetPhysicalDeviceProperties2)         \
  X(GetPhysicalDeviceQueueFamilyProperties)

#define TERN_VULKAN_DEVICE_FUNCTIONS(X)                                        \
  X(AllocateCommandBuffers) X(AllocateDescriptorSets) X(AllocateMemory)        \
  X(BeginCommandBuffer) X(BindBufferMemory) X(CmdBindDescriptorSets)           \
  X(CmdBindPipeline) X(CmdCopyBuffer) X(CmdDispatch) X(CmdFillBuffer)          \
  X(CmdPipelineBarrier) X(CmdPushConstants) X(CmdResetQueryPool)               \
  X(CmdWriteTimestamp) X(CreateBuffer) X(CreateCommandPool)                    \
  X(CreateComputePipelines) X(CreateDescriptorPool)                            \
  X(CreateDescriptorSetLayout) X(CreateFence) X(CreatePipelineLayout)          \
  X(CreateQueryPool) X(CreateShaderModule) X(DestroyBuffer)                    \
  X(DestroyCommandPool) X(DestroyDescriptorPool)                               \
  X(DestroyDescriptorSetLayout) X(DestroyDevice) X(DestroyFence)               \
  X(DestroyPipeline) X(DestroyPipelineLayout) X(DestroyQueryPool)              \
  X(DestroyShaderModule) X(EndCommandBuffer) X(FreeMemory)                     \
  X(GetBufferMemoryRequirements) X(GetDeviceQueue) X(GetQueryPoolResults)      \
  X(MapMemory) X(QueueSubmit) X(ResetFences) X(UpdateDescriptorSets)           \
  X(WaitForFences)
// clang-format on

namespace tern::rt {

#define TERN_MEMBER(name) PFN_vk##name name;
struct VulkanInstanceFunctions {
  TERN_VULKAN_INSTANCE_FUNCTIONS(TERN_MEMBER)
};
struct VulkanDeviceFunctions {
  TERN_VULKAN_DEVICE_FUNCTIONS(TERN_MEMBER)
};
#undef TERN_MEMBER

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_FUNCTIONS_H
