//===- DeviceList.cpp - the devices of this machine -----------------------===//
#include "device/DeviceList.h"

#include "Error.h"
#include "device/DeviceName.h"
#include "device/cuda/Device.h"
#include "device/vulkan/Instance.h"

using namespace tern::rt;

static std::vector<DeviceListEntry> listVulkan() {
  VulkanInstance instance;
  std::vector<DeviceListEntry> entries;
  for (VkPhysicalDevice device : instance.devices()) {
    VulkanProperties has(instance, device);
    bool usable = has.apiVersion >= VulkanInstance::apiVersion;
    std::string description = has.name;
    if (!usable)
      description += ": expected Vulkan " +
                     vulkanVersion(VulkanInstance::apiVersion) +
                     ", the device has " + vulkanVersion(has.apiVersion);
    entries.push_back({"", description, has.heapBytes(), usable});
  }
  return entries;
}

static std::vector<DeviceListEntry> listCuda(DeviceApi api) {
  CudaDriver driver(flavorOf(api));
  std::vector<DeviceListEntry> entries;
  int count = 0;
  driver.check(driver.cuDeviceGetCount(&count), driver.who(),
               "count the devices");
  for (int i = 0; i < count; ++i) {
    int device = 0;
    driver.check(driver.cuDeviceGet(&device, i), driver.who(), "find a device");
    CudaProperties has(driver, device);
    entries.push_back(
        {"", has.name + ", " + driver.flavor().describe(has.capability),
         has.memoryBytes, true});
  }
  return entries;
}

std::vector<DeviceListEntry> tern::rt::listDevices() {
  std::vector<DeviceListEntry> all;
  for (DeviceApi api : allDeviceApis) {
    std::string apiName(nameOf(api));
    try {
      auto found = api == DeviceApi::Vulkan ? listVulkan() : listCuda(api);
      if (found.empty())
        failUnsupported("the driver finds no device");
      for (uint32_t i = 0; i < found.size(); ++i) {
        found[i].name = DeviceName{api, i}.text();
        all.push_back(std::move(found[i]));
      }
    } catch (const Error &error) {
      all.push_back({apiName, error.what()});
    }
  }
  return all;
}
