//===- Features.cpp - Vulkan's optional features, by name -----------------===//
#include "device/vulkan/Features.h"

#include "Error.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

using namespace tern::rt;

namespace {

struct Member {
  std::string_view name;
  size_t offset;
};

// What code that computes can use.
#define TERN_MEMBER(name) {#name, offsetof(TERN_STRUCTURE, name)}

#define TERN_STRUCTURE VkPhysicalDeviceFeatures
constexpr Member coreMembers[] = {
    TERN_MEMBER(robustBufferAccess), TERN_MEMBER(shaderFloat64),
    TERN_MEMBER(shaderInt64), TERN_MEMBER(shaderInt16)};
#undef TERN_STRUCTURE

#define TERN_STRUCTURE VkPhysicalDeviceVulkan11Features
constexpr Member v11Members[] = {
    TERN_MEMBER(storageBuffer16BitAccess),
    TERN_MEMBER(uniformAndStorageBuffer16BitAccess),
    TERN_MEMBER(storagePushConstant16),
    TERN_MEMBER(variablePointersStorageBuffer), TERN_MEMBER(variablePointers)};
#undef TERN_STRUCTURE

#define TERN_STRUCTURE VkPhysicalDeviceVulkan12Features
constexpr Member v12Members[] = {
    TERN_MEMBER(storageBuffer8BitAccess),
    TERN_MEMBER(uniformAndStorageBuffer8BitAccess),
    TERN_MEMBER(storagePushConstant8),
    TERN_MEMBER(shaderBufferInt64Atomics),
    TERN_MEMBER(shaderSharedInt64Atomics),
    TERN_MEMBER(shaderFloat16),
    TERN_MEMBER(shaderInt8),
    TERN_MEMBER(scalarBlockLayout),
    TERN_MEMBER(shaderSubgroupExtendedTypes),
    TERN_MEMBER(vulkanMemoryModel),
    TERN_MEMBER(vulkanMemoryModelDeviceScope),
    TERN_MEMBER(vulkanMemoryModelAvailabilityVisibilityChains),
    TERN_MEMBER(bufferDeviceAddress)};
#undef TERN_STRUCTURE

#define TERN_STRUCTURE VkPhysicalDeviceVulkan13Features
constexpr Member v13Members[] = {
    TERN_MEMBER(subgroupSizeControl), TERN_MEMBER(computeFullSubgroups),
    TERN_MEMBER(shaderZeroInitializeWorkgroupMemory),
    TERN_MEMBER(shaderIntegerDotProduct), TERN_MEMBER(maintenance4)};
#undef TERN_STRUCTURE
#undef TERN_MEMBER

template <typename Structure>
VkBool32 *findIn(Structure &structure, std::span<const Member> members,
                 std::string_view name) {
  auto found =
      std::find_if(members.begin(), members.end(),
                   [&](const Member &member) { return member.name == name; });
  return found == members.end()
             ? nullptr
             : reinterpret_cast<VkBool32 *>(
                   reinterpret_cast<std::byte *>(&structure) + found->offset);
}

} // namespace

VulkanFeatures::VulkanFeatures() {
  core.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  core.pNext = &v11;
  v11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
  v11.pNext = &v12;
  v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  v12.pNext = &v13;
  v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
}

VulkanFeatures::VulkanFeatures(const VulkanInstance &instance,
                               VkPhysicalDevice device)
    : VulkanFeatures() {
  instance.functions().GetPhysicalDeviceFeatures2(device, &core);
}

VkBool32 *VulkanFeatures::find(std::string_view name) {
  if (VkBool32 *member = findIn(core.features, coreMembers, name))
    return member;
  if (VkBool32 *member = findIn(v11, v11Members, name))
    return member;
  if (VkBool32 *member = findIn(v12, v12Members, name))
    return member;
  return findIn(v13, v13Members, name);
}

void tern::rt::requireFeatures(const std::string &who,
                               std::span<const std::string> names,
                               VulkanFeatures &present,
                               VulkanFeatures &wanted) {
  for (const std::string &name : names) {
    const VkBool32 *has = present.find(name);
    if (!has)
      failUnsupported(who + ": the bundle needs the feature '" + name +
                      "', which this version does not know");
    if (!*has)
      failUnsupported(who + ": the bundle needs the feature '" + name +
                      "', which the device lacks");
    *wanted.find(name) = VK_TRUE;
  }
}
