//===- Pipelines.h - the kernels of a bundle on a Vulkan device -----------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_PIPELINES_H
#define TERN_RUNTIME_DEVICE_VULKAN_PIPELINES_H

#include "bundle/Model.h"
#include "device/vulkan/Object.h"
#include "device/vulkan/SpirvModule.h"

#include <map>

namespace tern::rt {

/// The module of a bundle's kernels.
class VulkanKernels {
public:
  /// Throws FORMAT if the code is no SPIR-V.
  VulkanKernels(const VulkanDevice &device, const Model &model);

  /// Throws FORMAT if there is no such kernel, or it is of other workgroups;
  /// UNSUPPORTED if its workgroups have more memory than the device's.
  VulkanObject<VkPipeline> pipeline(VkPipelineLayout layout,
                                    const std::string &function,
                                    uint32_t workgroup) const;

private:
  const VulkanDevice &device;
  std::string path;
  SpirvModule module;
};

/// One pipeline for each function that a stage names, and the layout that they
/// share: descriptor set 0 with the manifest's bindings, and push constants.
class VulkanPipelines {
public:
  /// Throws FORMAT if the code is no SPIR-V or lacks a function, UNSUPPORTED if
  /// one needs more than the device has.
  VulkanPipelines(const VulkanDevice &device, const Model &model);

  VkDescriptorSetLayout bindings() const { return setLayout.get(); }
  VkPipelineLayout layout() const { return pipelineLayout.get(); }
  VkPipeline pipeline(const std::string &function) const {
    return pipelines.at(function).get();
  }

private:
  VulkanObject<VkDescriptorSetLayout> setLayout;
  VulkanObject<VkPipelineLayout> pipelineLayout;
  std::map<std::string, VulkanObject<VkPipeline>> pipelines;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_PIPELINES_H
