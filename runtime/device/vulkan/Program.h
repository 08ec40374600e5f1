//===- Program.h - a model on a Vulkan device -----------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_PROGRAM_H
#define TERN_RUNTIME_DEVICE_VULKAN_PROGRAM_H

#include "device/DeviceProgram.h"
#include "device/vulkan/Pipelines.h"
#include "device/vulkan/Weights.h"

namespace tern::rt {

/// Pipelines and uploaded weights.
class VulkanProgram final : public DeviceProgram,
                            public std::enable_shared_from_this<VulkanProgram> {
public:
  /// Throws UNSUPPORTED if the device is not there, lacks a feature or is too
  /// small; FORMAT as VulkanPipelines does; RESOURCES. A buffer of weights has
  /// at most `mostBytes` or what the device allows.
  VulkanProgram(std::shared_ptr<const Model> model, uint32_t index,
                VulkanMemory memory = VulkanMemory::OfDevice,
                uint64_t mostBytes = UINT64_MAX);

  std::unique_ptr<Executor> createExecutor(int64_t sequences) const override;

  const VulkanDevice &device() const { return opened; }
  const Model &model() const { return *source; }
  const VulkanPipelines &pipelines() const { return kernels; }
  const VulkanWeights &weights() const { return uploaded; }

private:
  std::shared_ptr<const Model> source;
  VulkanDevice opened;
  VulkanPipelines kernels;
  VulkanWeights uploaded;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_PROGRAM_H
