//===- Pipelines.cpp - the kernels of a bundle on a Vulkan device ---------===//
#include "device/vulkan/Pipelines.h"

#include "Error.h"
#include "device/Limits.h"

#include <algorithm>
#include <cstring>

using namespace tern::rt;

static std::vector<uint32_t> readWords(const std::string &path) {
  std::string bytes = readFile(path);
  std::vector<uint32_t> words(bytes.size() / sizeof(uint32_t));
  if (words.empty() || bytes.size() != words.size() * sizeof(uint32_t))
    failFormat(path +
               ": expected a SPIR-V module, whose size is a multiple "
               "of 4, got " +
               std::to_string(bytes.size()) + " bytes");
  std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

static const SpirvKernel &findKernel(const std::string &path,
                                     const SpirvModule &module,
                                     const std::string &function,
                                     uint32_t workgroup) {
  auto kernel = module.kernels().find(function);
  if (kernel == module.kernels().end())
    failFormat(path + ": has no kernel '" + function + "'");
  std::array<uint32_t, 3> expected{workgroup, 1, 1};
  if (kernel->second.workgroup.value_or(expected) != expected)
    failFormat(path + ": kernel '" + function + "': expected workgroups of " +
               std::to_string(workgroup) + " x 1 x 1 threads");
  return kernel->second;
}

static VulkanObject<VkShaderModule>
makeShaderModule(const VulkanDevice &device, const std::string &path,
                 std::span<const uint32_t> words) {
  VkShaderModuleCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  info.codeSize = words.size_bytes();
  info.pCode = words.data();
  const VulkanDeviceFunctions &vk = device.functions();
  return {device, vk.CreateShaderModule, info, vk.DestroyShaderModule,
          "load " + path};
}

static VulkanObject<VkDescriptorSetLayout>
makeSetLayout(const VulkanDevice &device, size_t buffers) {
  std::vector<VkDescriptorSetLayoutBinding> bindings(buffers);
  for (uint32_t i = 0; i < buffers; ++i) {
    bindings[i].binding = i;
    bindings[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    bindings[i].descriptorCount = 1;
    bindings[i].stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  }
  VkDescriptorSetLayoutCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  info.bindingCount = static_cast<uint32_t>(buffers);
  info.pBindings = bindings.data();
  const VulkanDeviceFunctions &vk = device.functions();
  return {device, vk.CreateDescriptorSetLayout, info,
          vk.DestroyDescriptorSetLayout, "lay out the buffers"};
}

static VulkanObject<VkPipelineLayout>
makePipelineLayout(const VulkanDevice &device, const Manifest &manifest,
                   VkDescriptorSetLayout bindings) {
  size_t constants = 1; // A probe's.
  for (const Manifest::Entry *entry : manifest.entries())
    for (const Manifest::Stage &stage : entry->stages)
      constants = std::max(constants, stage.dispatch.constants.size());
  VkPushConstantRange range{};
  range.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  range.size = static_cast<uint32_t>(constants * sizeof(uint32_t));
  VkPipelineLayoutCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  info.setLayoutCount = 1;
  info.pSetLayouts = &bindings;
  info.pushConstantRangeCount = 1;
  info.pPushConstantRanges = &range;
  const VulkanDeviceFunctions &vk = device.functions();
  return {device, vk.CreatePipelineLayout, info, vk.DestroyPipelineLayout,
          "lay out the pipelines"};
}

VulkanKernels::VulkanKernels(const VulkanDevice &device, const Model &model)
    : device(device), path(model.codePath().string()),
      module(path, readWords(path)) {}

VulkanObject<VkPipeline> VulkanKernels::pipeline(VkPipelineLayout layout,
                                                 const std::string &function,
                                                 uint32_t workgroup) const {
  const SpirvKernel &kernel = findKernel(path, module, function, workgroup);
  DeviceLimits(device.who())
      .check("bytes of a workgroup's memory of '" + function + "'",
             kernel.workgroupBytes,
             device.properties().limits.maxComputeSharedMemorySize);
  VulkanObject<VkShaderModule> shader =
      makeShaderModule(device, path, module.cut(kernel));
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = shader.get();
  info.stage.pName = function.c_str();
  info.layout = layout;
  const VulkanDeviceFunctions &vk = device.functions();
  auto create = [&](VkDevice handle, const VkComputePipelineCreateInfo *one,
                    const VkAllocationCallbacks *callbacks, VkPipeline *made) {
    return vk.CreateComputePipelines(handle, VK_NULL_HANDLE, 1, one, callbacks,
                                     made);
  };
  return {device, create, info, vk.DestroyPipeline,
          "make a pipeline of '" + function + "'"};
}

VulkanPipelines::VulkanPipelines(const VulkanDevice &device,
                                 const Model &model) {
  const Manifest &manifest = model.manifest();
  VulkanKernels kernels(device, model);
  setLayout = makeSetLayout(device, manifest.device->bindings.size());
  pipelineLayout = makePipelineLayout(device, manifest, setLayout.get());
  for (const Manifest::Entry *entry : manifest.entries())
    for (const Manifest::Stage &stage : entry->stages)
      if (const std::string &function = stage.function;
          !pipelines.count(function))
        pipelines[function] =
            kernels.pipeline(layout(), function, manifest.device->workgroup);
}
