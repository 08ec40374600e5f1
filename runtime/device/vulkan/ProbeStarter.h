//===- ProbeStarter.h - probes of a Vulkan device -------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_PROBESTARTER_H
#define TERN_RUNTIME_DEVICE_VULKAN_PROBESTARTER_H

#include "device/Probes.h"
#include "device/vulkan/Commands.h"
#include "device/vulkan/DescriptorSets.h"
#include "device/vulkan/Marks.h"
#include "device/vulkan/Program.h"

namespace tern::rt {

/// Buffers of their own, as large as a storage buffer may be, in place of the
/// weights; all else is scratch.
class VulkanProbeStarter final : public ProbeStarter {
public:
  /// Throws RESOURCES; FORMAT if the code lacks a probe that is listed;
  /// UNSUPPORTED if the device has no clock.
  explicit VulkanProbeStarter(std::shared_ptr<const VulkanProgram> program);

  size_t buffers() const override { return sources.size(); }
  uint64_t bufferBytes() const override { return sources.front().size(); }
  double run(const Probe &probe, uint64_t rounds, size_t buffer) override;

private:
  void bindBuffers();
  void fillBuffers();

  std::shared_ptr<const VulkanProgram> program;
  const VulkanDevice &device;
  std::vector<VulkanBuffer> sources;
  VulkanBuffer scratch;
  std::map<std::string, VulkanObject<VkPipeline>> pipelines;
  VulkanDescriptorSets descriptors;
  std::vector<VkDescriptorSet> sets;
  VulkanCommands commands;
  VkCommandBuffer recorded;
  VulkanMarks marks;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_PROBESTARTER_H
