//===- Marks.cpp - times by the clock of a Vulkan device ------------------===//
#include "device/vulkan/Marks.h"

#include "Error.h"

using namespace tern::rt;

VulkanMarks::VulkanMarks(const VulkanDevice &device, size_t count)
    : device(device), count(static_cast<uint32_t>(count)) {
  if (device.timestampBits() == 0)
    failUnsupported(device.who() + ": the device has no clock to measure "
                                   "stages with");
  const VulkanDeviceFunctions &vk = device.functions();
  VkQueryPoolCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
  info.queryType = VK_QUERY_TYPE_TIMESTAMP;
  info.queryCount = this->count;
  pool = {device, vk.CreateQueryPool, info, vk.DestroyQueryPool,
          "measure stages"};
}

void VulkanMarks::begin(VkCommandBuffer commands) {
  recorded = 0;
  device.functions().CmdResetQueryPool(commands, pool.get(), 0, count);
  mark(commands);
}

void VulkanMarks::mark(VkCommandBuffer commands) {
  device.functions().CmdWriteTimestamp(
      commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, pool.get(), recorded++);
}

std::vector<double> VulkanMarks::seconds() const {
  std::vector<uint64_t> marks(count);
  device.check(device.functions().GetQueryPoolResults(
                   device.handle(), pool.get(), 0, count,
                   marks.size() * sizeof(uint64_t), marks.data(),
                   sizeof(uint64_t),
                   VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
               "read the times of stages");
  // Bits beyond the valid ones are undefined, and the count may wrap.
  uint32_t bits = device.timestampBits();
  uint64_t valid = bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
  double tick = double(device.properties().limits.timestampPeriod) * 1e-9;
  std::vector<double> between;
  for (size_t i = 1; i < marks.size(); ++i)
    between.push_back(double((marks[i] - marks[i - 1]) & valid) * tick);
  return between;
}
