//===- Weights.cpp - a model's weights on a Vulkan device -----------------===//
#include "device/vulkan/Weights.h"

#include "device/DeviceProgram.h"
#include "device/vulkan/Commands.h"

#include <algorithm>
#include <cstring>

using namespace tern::rt;

std::vector<uint64_t> tern::rt::cutWeights(std::vector<WeightsWindow> windows,
                                           uint64_t most) {
  std::sort(windows.begin(), windows.end());
  std::vector<uint64_t> cuts{0};
  uint64_t candidate = 0, covered = 0;
  for (const WeightsWindow &window : windows) {
    // Nothing before it reaches into it.
    if (window.offset >= covered)
      candidate = window.offset;
    covered = std::max(covered, window.end());
    if (covered - cuts.back() > most && candidate > cuts.back())
      cuts.push_back(candidate);
  }
  return cuts;
}

/// Fills the device's own memory through a small buffer that both sides see.
static void uploadByCopies(const VulkanDevice &device, const Model &model,
                           uint64_t begin, uint64_t end,
                           const VulkanBuffer &buffer) {
  VulkanBuffer staging(device, std::min(uploadChunk, buffer.size()),
                       VulkanAccess::HostWrites, "copying the weights");
  VulkanCommands commands(device);
  VkCommandBuffer copying = commands.allocate();
  forEachChunk(model, begin, end, [&](uint64_t offset, uint64_t bytes) {
    std::memcpy(staging.data(), model.weights() + offset, bytes);
    commands.run(copying, [&](VkCommandBuffer into) {
      VkBufferCopy range{0, offset - begin, bytes};
      device.functions().CmdCopyBuffer(into, staging.get(), buffer.get(), 1,
                                       &range);
    });
  });
}

VulkanWeights::VulkanWeights(const VulkanDevice &device, const Model &model,
                             uint64_t most)
    : device(device) {
  std::vector<WeightsWindow> windows;
  const Manifest &manifest = model.manifest();
  for (const Manifest::Entry *entry : manifest.entries())
    for (const Manifest::Stage &stage : entry->stages)
      if (stage.dispatch.window)
        windows.push_back(*stage.dispatch.window);
  std::vector<uint64_t> cuts{0};
  if (model.weightBytes() > most)
    cuts = cutWeights(std::move(windows), most);
  for (size_t i = 0; i < cuts.size(); ++i)
    add(model, cuts[i],
        i + 1 < cuts.size() ? cuts[i + 1] : model.weightBytes());
}

void VulkanWeights::add(const Model &model, uint64_t begin, uint64_t end) {
  VulkanBuffer buffer(device, roundToUnit(end - begin),
                      device.sharesMemory() ? VulkanAccess::HostWrites
                                            : VulkanAccess::Device,
                      "the weights");
  if (!buffer.data())
    uploadByCopies(device, model, begin, end, buffer);
  else
    forEachChunk(model, begin, end, [&](uint64_t offset, uint64_t bytes) {
      std::memcpy(buffer.data() + (offset - begin), model.weights() + offset,
                  bytes);
    });
  parts.push_back({begin, std::move(buffer)});
}

VkDescriptorBufferInfo
VulkanWeights::window(const std::optional<WeightsWindow> &window) const {
  uint64_t shown = device.properties().limits.maxStorageBufferRange;
  if (!window)
    return {parts.front().buffer.get(), 0,
            std::min(parts.front().buffer.size(), shown)};
  auto part = std::prev(std::upper_bound(
      parts.begin(), parts.end(), window->offset,
      [](uint64_t offset, const Part &part) { return offset < part.begin; }));
  uint64_t at = window->offset - part->begin;
  // Whole elements of any type, as far as there are any.
  return {part->buffer.get(), at,
          std::min(roundToUnit(window->bytes), part->buffer.size() - at)};
}
