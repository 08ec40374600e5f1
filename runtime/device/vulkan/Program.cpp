//===- Program.cpp - a model on a Vulkan device ---------------------------===//
#include "device/vulkan/Program.h"

#include "device/vulkan/Commands.h"
#include "device/vulkan/Executor.h"
#include "device/vulkan/Limits.h"

#include <cstring>

using namespace tern::rt;

/// Fills the device's own memory through a small buffer that both sides see.
static void uploadByCopies(const VulkanDevice &device, const Model &model,
                           const VulkanBuffer &buffer) {
  VulkanBuffer staging(device, std::min(uploadChunk, buffer.size()),
                       VulkanAccess::HostWrites, "copying the weights");
  VulkanCommands commands(device);
  VkCommandBuffer copying = commands.allocate();
  forEachChunk(model, [&](uint64_t offset, uint64_t bytes) {
    std::memcpy(staging.data(), model.weights() + offset, bytes);
    commands.run(copying, [&](VkCommandBuffer into) {
      VkBufferCopy range{0, offset, bytes};
      device.functions().CmdCopyBuffer(into, staging.get(), buffer.get(), 1,
                                       &range);
    });
  });
}

static VulkanBuffer upload(const VulkanDevice &device, const Model &model) {
  VulkanBuffer buffer(device, deviceBufferBytes(model, DeviceBuffer::Weights),
                      device.sharesMemory() ? VulkanAccess::HostWrites
                                            : VulkanAccess::Device,
                      "the weights");
  if (!buffer.data())
    uploadByCopies(device, model, buffer);
  else
    forEachChunk(model, [&](uint64_t offset, uint64_t bytes) {
      std::memcpy(buffer.data() + offset, model.weights() + offset, bytes);
    });
  return buffer;
}

/// Before anything is made.
static const VulkanDevice &checked(const VulkanDevice &device,
                                   const Model &model) {
  checkVulkanLimits(device.who(), device.properties(), model);
  return device;
}

VulkanProgram::VulkanProgram(std::shared_ptr<const Model> model, uint32_t index,
                             VulkanMemory memory)
    : source(std::move(model)),
      opened(index, *source->manifest().device, memory),
      kernels(checked(opened, *source), *source),
      uploaded(upload(opened, *source)) {}

std::unique_ptr<Executor> VulkanProgram::createExecutor() const {
  return std::make_unique<VulkanExecutor>(shared_from_this());
}
