//===- Device.cpp - an open Vulkan device ---------------------------------===//
#include "device/vulkan/Device.h"

#include "Error.h"
#include "device/DeviceName.h"
#include "device/vulkan/Features.h"
#include "device/vulkan/Result.h"

using namespace tern::rt;

static std::string nameOfIndex(uint32_t index) {
  return DeviceName{DeviceApi::Vulkan, index}.text();
}

static VkPhysicalDevice pick(const VulkanInstance &instance, uint32_t index) {
  std::vector<VkPhysicalDevice> all = instance.devices();
  if (index >= all.size())
    failUnsupported(nameOfIndex(index) + ": there is no such device, of " +
                    std::to_string(all.size()) + " (tern devices)");
  return all[index];
}

/// The first family of queues that computes.
static uint32_t pickFamily(const std::string &who,
                           std::span<const VkQueueFamilyProperties> families) {
  for (uint32_t i = 0; i < families.size(); ++i)
    if (families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)
      return i;
  failUnsupported(who + ": the device has no queue that computes");
}

static bool hasNoMemoryOfItsOwn(VkPhysicalDeviceType type) {
  return type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU ||
         type == VK_PHYSICAL_DEVICE_TYPE_CPU;
}

VulkanDevice::VulkanDevice(uint32_t index, const DeviceCode &code,
                           VulkanMemory memory)
    : physical(pick(instance, index)), traits(instance, physical),
      description(nameOfIndex(index) + " (" + traits.name + ")"),
      shared(memory == VulkanMemory::OfDevice &&
             hasNoMemoryOfItsOwn(traits.type)) {
  const VulkanInstanceFunctions &vk = instance.functions();
  if (traits.apiVersion < VulkanInstance::apiVersion)
    failUnsupported(who() + ": expected Vulkan " +
                    vulkanVersion(VulkanInstance::apiVersion) +
                    ", the device has " + vulkanVersion(traits.apiVersion));
  VulkanFeatures present(instance, physical), wanted;
  requireFeatures(who(), code.features, present, wanted);

  uint32_t count = 0;
  vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, families.data());
  family = pickFamily(who(), families);
  validBits = families[family].timestampValidBits;

  const float priority = 1;
  VkDeviceQueueCreateInfo queues{};
  queues.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queues.queueFamilyIndex = family;
  queues.queueCount = 1;
  queues.pQueuePriorities = &priority;
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = wanted.chain();
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queues;
  check(vk.CreateDevice(physical, &info, nullptr, &device), "open the device");
#define TERN_LOAD(name)                                                        \
  table.name = reinterpret_cast<PFN_vk##name>(                                 \
      vk.GetDeviceProcAddr(device, "vk" #name));
  TERN_VULKAN_DEVICE_FUNCTIONS(TERN_LOAD)
#undef TERN_LOAD
  table.GetDeviceQueue(device, family, 0, &queue);
}

VulkanDevice::~VulkanDevice() { table.DestroyDevice(device, nullptr); }

void VulkanDevice::submit(std::span<const VkCommandBuffer> commands,
                          VkFence fence) const {
  VkSubmitInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  info.commandBufferCount = static_cast<uint32_t>(commands.size());
  info.pCommandBuffers = commands.data();
  {
    // A queue takes one call at a time; waiting needs no turn.
    std::lock_guard lock(submitting);
    check(table.QueueSubmit(queue, 1, &info, fence), "submit a step");
  }
  check(table.WaitForFences(device, 1, &fence, VK_TRUE, UINT64_MAX),
        "finish a step");
  check(table.ResetFences(device, 1, &fence), "finish a step");
}

void VulkanDevice::check(VkResult result, const std::string &what) const {
  checkVulkan(result, description, what);
}
