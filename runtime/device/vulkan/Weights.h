//===- Weights.h - a model's weights on a Vulkan device -------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_WEIGHTS_H
#define TERN_RUNTIME_DEVICE_VULKAN_WEIGHTS_H

#include "bundle/Model.h"
#include "device/vulkan/Buffer.h"

#include <vector>

namespace tern::rt {

/// All weights in one buffer, or in several, cut where no stage's window is.
class VulkanWeights {
public:
  /// Uploads them. A buffer has at most `most` bytes, unless windows overlap
  /// in more. Throws RESOURCES.
  VulkanWeights(const VulkanDevice &device, const Model &model, uint64_t most);

  /// What a stage is bound to, or one that reads no weights.
  VkDescriptorBufferInfo
  window(const std::optional<WeightsWindow> &window) const;

  size_t buffers() const { return parts.size(); }

private:
  void add(const Model &model, uint64_t begin, uint64_t end);

  struct Part {
    uint64_t begin;
    VulkanBuffer buffer;
  };
  const VulkanDevice &device;
  std::vector<Part> parts;
};

/// Where buffers of at most `most` bytes begin, so that each window is in one
/// of them: 0, then the begins of windows. Windows are in any order.
std::vector<uint64_t> cutWeights(std::vector<WeightsWindow> windows,
                                 uint64_t most);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_WEIGHTS_H
