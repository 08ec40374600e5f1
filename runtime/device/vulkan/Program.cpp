//===- Program.cpp - a model on a Vulkan device ---------------------------===//
#include "device/vulkan/Program.h"

#include "device/vulkan/Executor.h"
#include "device/vulkan/Limits.h"

#include <algorithm>

using namespace tern::rt;

/// Before anything is made.
static const VulkanDevice &checked(const VulkanDevice &device,
                                   const Model &model) {
  checkVulkanLimits(device.who(), device.properties(), model,
                    /*sequences=*/0);
  return device;
}

VulkanProgram::VulkanProgram(std::shared_ptr<const Model> model, uint32_t index,
                             VulkanMemory memory, uint64_t mostBytes)
    : source(std::move(model)),
      opened(index, *source->manifest().device, memory),
      kernels(checked(opened, *source), *source),
      uploaded(
          opened, *source,
          std::min<uint64_t>(mostBytes, opened.properties().maxAllocation)) {}

std::unique_ptr<Executor>
VulkanProgram::createExecutor(int64_t sequences) const {
  checkVulkanLimits(opened.who(), opened.properties(), *source, sequences);
  return std::make_unique<VulkanExecutor>(shared_from_this(), sequences);
}
