//===- Timestamps.cpp - the times of a step's stages on a Vulkan device ---===//
#include "device/vulkan/Timestamps.h"

#include "Error.h"

#include <algorithm>

using namespace tern::rt;

VulkanTimestamps::VulkanTimestamps(const VulkanDevice &device, Profile &profile)
    : device(device), profile(profile) {
  if (device.timestampBits() == 0)
    failUnsupported(device.who() + ": the device has no clock to measure "
                                   "stages with");
  const VulkanDeviceFunctions &vk = device.functions();
  for (uint32_t entry : {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL}) {
    VkQueryPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = static_cast<uint32_t>(profile.stages(entry) + 1);
    pools[entry] = {device, vk.CreateQueryPool, info, vk.DestroyQueryPool,
                    "measure stages"};
  }
}

void VulkanTimestamps::recordBegin(VkCommandBuffer commands, uint32_t entry) {
  recorded[entry] = 0;
  device.functions().CmdResetQueryPool(
      commands, pools[entry].get(), 0,
      static_cast<uint32_t>(profile.stages(entry) + 1));
  recordStage(commands, entry);
}

void VulkanTimestamps::recordStage(VkCommandBuffer commands, uint32_t entry) {
  device.functions().CmdWriteTimestamp(commands,
                                       VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                                       pools[entry].get(), recorded[entry]++);
}

void VulkanTimestamps::finish(uint32_t entry, double seconds) {
  size_t stages = profile.stages(entry);
  std::vector<uint64_t> marks(stages + 1);
  device.check(device.functions().GetQueryPoolResults(
                   device.handle(), pools[entry].get(), 0,
                   static_cast<uint32_t>(marks.size()),
                   marks.size() * sizeof(uint64_t), marks.data(),
                   sizeof(uint64_t),
                   VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
               "read the times of stages");
  // Bits beyond the valid ones are undefined, and the count may wrap.
  uint32_t bits = device.timestampBits();
  uint64_t valid = bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
  double tick = double(device.properties().limits.timestampPeriod) * 1e-9;
  std::vector<tern_stage_time> step(stages);
  for (size_t i = 0; i < stages; ++i) {
    step[i].working = double((marks[i + 1] - marks[i]) & valid) * tick;
    seconds -= step[i].working;
  }
  step.back().waiting = std::max(seconds, 0.0);
  profile.add(entry, step);
}
