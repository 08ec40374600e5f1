//===- Instance.cpp - the Vulkan of this machine --------------------------===//
#include "device/vulkan/Instance.h"

#include "device/vulkan/Result.h"

#include <algorithm>

using namespace tern::rt;

static constexpr const char *who = "vulkan";

VulkanInstance::VulkanInstance() : loader({"libvulkan.so.1"}) {
  auto address =
      loader.function<PFN_vkGetInstanceProcAddr>("vkGetInstanceProcAddr");
  auto create = reinterpret_cast<PFN_vkCreateInstance>(
      address(VK_NULL_HANDLE, "vkCreateInstance"));
  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "tern";
  application.apiVersion = apiVersion;
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  checkVulkan(create(&info, nullptr, &instance), who, "make an instance");
#define TERN_LOAD(name)                                                        \
  table.name = reinterpret_cast<PFN_vk##name>(address(instance, "vk" #name));
  TERN_VULKAN_INSTANCE_FUNCTIONS(TERN_LOAD)
#undef TERN_LOAD
}

VulkanInstance::~VulkanInstance() { table.DestroyInstance(instance, nullptr); }

std::vector<VkPhysicalDevice> VulkanInstance::devices() const {
  std::vector<VkPhysicalDevice> all;
  VkResult result;
  do { // a device may come in between
    uint32_t count = 0;
    checkVulkan(table.EnumeratePhysicalDevices(instance, &count, nullptr), who,
                "count the devices");
    all.resize(count);
    result = table.EnumeratePhysicalDevices(instance, &count, all.data());
    all.resize(count);
  } while (result == VK_INCOMPLETE);
  checkVulkan(result, who, "list the devices");
  return all;
}

VulkanProperties::VulkanProperties(const VulkanInstance &instance,
                                   VkPhysicalDevice device) {
  const VulkanInstanceFunctions &vk = instance.functions();
  VkPhysicalDeviceMaintenance3Properties allocation{};
  allocation.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES;
  VkPhysicalDeviceProperties2 all{};
  all.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  all.pNext = &allocation;
  vk.GetPhysicalDeviceProperties2(device, &all);
  vk.GetPhysicalDeviceMemoryProperties(device, &memory);
  name = all.properties.deviceName;
  type = all.properties.deviceType;
  apiVersion = all.properties.apiVersion;
  limits = all.properties.limits;
  maxAllocation = allocation.maxMemoryAllocationSize;
}

VkDeviceSize VulkanProperties::heapBytes() const {
  VkDeviceSize most = 0;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
    if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
      most = std::max(most, memory.memoryHeaps[i].size);
  return most;
}

std::string tern::rt::vulkanVersion(uint32_t version) {
  return std::to_string(VK_API_VERSION_MAJOR(version)) + "." +
         std::to_string(VK_API_VERSION_MINOR(version)) + "." +
         std::to_string(VK_API_VERSION_PATCH(version));
}
