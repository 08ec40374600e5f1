//===- Executor.h - steps on a Vulkan device ------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H
#define TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H

#include "device/vulkan/ProbeStarter.h"
#include "device/vulkan/Timestamps.h"

namespace tern::rt {

/// The buffers of a session or of a batch and a recorded command buffer for
/// each entry, which is all that a step submits.
class VulkanExecutor final : public Executor {
public:
  /// Throws RESOURCES if a buffer cannot be had.
  VulkanExecutor(std::shared_ptr<const VulkanProgram> program,
                 int64_t sequences);

  void run(const Step &step) override;
  void setProfile(Profile *profile) override;
  DeviceRates measureRates() override;

private:
  const VulkanBuffer &bufferOf(DeviceBuffer buffer) const;
  /// Sets of stages, by the part of the weights that they see.
  struct Sets {
    VulkanDescriptorSets descriptors;
    std::map<std::optional<WeightsWindow>, VkDescriptorSet> byWindow;
  };
  /// With so many bytes of the caches, from an offset on.
  Sets bindBuffers(uint64_t cacheOffset, uint64_t cacheBytes) const;
  /// Has steps of one sequence take the caches from a byte on.
  void useCaches(uint64_t offset);
  void zeroCache();
  void recordEntry(uint32_t entry);
  /// Records the copy of `rows` rows to where the host reads them.
  VkCommandBuffer copyOf(int64_t rows);

  std::shared_ptr<const VulkanProgram> program;
  int64_t sequences; ///< of a batch; 0: of a session
  const VulkanDevice &device;
  VulkanBuffer arena, kv, ids, scalars, logits;
  /// What the host reads, if that is not `logits` itself.
  std::optional<VulkanBuffer> readback;
  /// For steps of one sequence, whose caches begin at an offset, and of all.
  Sets one, all;
  uint64_t usedCaches = 0;
  VulkanCommands commands;
  VkCommandBuffer entries[entryCount], copying;
  int64_t copiedRows = 0; ///< that `copying` copies
  std::unique_ptr<VulkanTimestamps> timestamps;
  std::unique_ptr<VulkanProbeStarter> probes;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_EXECUTOR_H
