//===- Pipelines.h - the kernels of a bundle on a Vulkan device -----------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_PIPELINES_H
#define TERN_RUNTIME_DEVICE_VULKAN_PIPELINES_H

#include "bundle/Model.h"
#include "device/vulkan/Object.h"

#include <map>

namespace tern::rt {

/// One pipeline for each function that a stage names, and the layout that they
/// share: descriptor set 0 with the manifest's bindings, and push constants.
class VulkanPipelines {
public:
  /// Throws FORMAT if the code is no SPIR-V or lacks a function.
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
