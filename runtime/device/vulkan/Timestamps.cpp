//===- Timestamps.cpp - the times of a step's stages on a Vulkan device ---===//
#include "device/vulkan/Timestamps.h"

#include <algorithm>

using namespace tern::rt;

VulkanTimestamps::VulkanTimestamps(const VulkanDevice &device, Profile &profile)
    : profile(profile) {
  for (uint32_t entry : allEntries)
    marks.emplace_back(device, profile.stages(entry) + 1);
}

void VulkanTimestamps::finish(uint32_t entry, double seconds) {
  std::vector<tern_stage_time> step;
  for (double working : marks[entry].seconds()) {
    step.push_back({working, 0});
    seconds -= working;
  }
  step.back().waiting = std::max(seconds, 0.0);
  profile.add(entry, step);
}
