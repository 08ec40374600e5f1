//===- Executor.h - steps on a Vulkan device ------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H
#define TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H

#include "device/vulkan/ProbeStarter.h"
#include "device/vulkan/Timestamps.h"

namespace tern::rt {

/// The buffers of one sequence and a recorded command buffer for each entry,
/// which is all that a step submits.
class VulkanExecutor final : public Executor {
public:
  /// Throws RESOURCES if a buffer cannot be had.
  explicit VulkanExecutor(std::shared_ptr<const VulkanProgram> program);

  void run(const Step &step) override;
  void setProfile(Profile *profile) override;
  DeviceRates measureRates() override;

private:
  const VulkanBuffer &bufferOf(DeviceBuffer buffer) const;
  void bindBuffers();
  /// The set of a stage that sees this part of the weights.
  VkDescriptorSet addSet(const std::optional<WeightsWindow> &window);
  void zeroCache();
  void recordEntry(uint32_t entry);
  /// Records the copy of `rows` rows to where the host reads them.
  VkCommandBuffer copyOf(int64_t rows);

  std::shared_ptr<const VulkanProgram> program;
  const VulkanDevice &device;
  VulkanBuffer arena, kv, ids, scalars, logits;
  /// What the host reads, if that is not `logits` itself.
  std::optional<VulkanBuffer> readback;
  VulkanDescriptorSets descriptors;
  std::map<std::optional<WeightsWindow>, VkDescriptorSet> sets;
  VulkanCommands commands;
  VkCommandBuffer entries[2], copying;
  int64_t copiedRows = 0; ///< that `copying` copies
  std::unique_ptr<VulkanTimestamps> timestamps;
  std::unique_ptr<VulkanProbeStarter> probes;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H
