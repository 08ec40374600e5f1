//===- ProbeStarter.cpp - probes of a Vulkan device -----------------------===//
#include "device/vulkan/ProbeStarter.h"

#include <algorithm>

using namespace tern::rt;

static const Probes &probesOf(const VulkanProgram &program) {
  return program.model().manifest().device->probes;
}

/// Memory that a host shares is the host's: of that less is read.
static std::vector<VulkanBuffer> makeSources(const VulkanDevice &device) {
  const VulkanProperties &has = device.properties();
  uint64_t total = probeBytes(has.heapBytes());
  if (device.sharesMemory())
    total = std::min(total, uint64_t(256) << 20);
  uint64_t most = std::min<uint64_t>(has.limits.maxStorageBufferRange,
                                     has.maxAllocation),
           count = (total + most - 1) / most;
  std::vector<VulkanBuffer> sources;
  for (uint64_t i = 0; i < count; ++i)
    sources.emplace_back(device, roundToUnit(total / count),
                         VulkanAccess::Device, "measuring the device");
  return sources;
}

VulkanProbeStarter::VulkanProbeStarter(
    std::shared_ptr<const VulkanProgram> shared)
    : program(std::move(shared)), device(program->device()),
      sources(makeSources(device)),
      scratch(device, roundToUnit(probeScratchBytes(probesOf(*program))),
              VulkanAccess::Device, "measuring the device"),
      commands(device), recorded(commands.allocate()), marks(device, 2) {
  VulkanKernels kernels(device, program->model());
  const Probes &probes = probesOf(*program);
  for (const auto *probe : {&probes.read, &probes.dot, &probes.matrix})
    if (*probe)
      pipelines[(*probe)->function] =
          kernels.pipeline(program->pipelines().layout(), (*probe)->function,
                           (*probe)->workgroup);
  bindBuffers();
  fillBuffers();
}

void VulkanProbeStarter::bindBuffers() {
  const auto &bindings = program->model().manifest().device->bindings;
  descriptors = {device, program->pipelines().bindings(), sources.size(),
                 bindings.size()};
  for (const VulkanBuffer &source : sources) {
    std::vector<VkDescriptorBufferInfo> buffers;
    for (DeviceBuffer buffer : bindings)
      buffers.push_back(
          {(buffer == DeviceBuffer::Weights ? source : scratch).get(), 0,
           VK_WHOLE_SIZE});
    sets.push_back(descriptors.add(buffers));
  }
}

/// Pages that nothing was written to may all be the same.
void VulkanProbeStarter::fillBuffers() {
  constexpr uint32_t pattern = 0x5a3c96e1;
  commands.run(recorded, [&](VkCommandBuffer into) {
    for (const VulkanBuffer &source : sources)
      device.functions().CmdFillBuffer(into, source.get(), 0, VK_WHOLE_SIZE,
                                       pattern);
  });
}

double VulkanProbeStarter::run(const Probe &probe, uint64_t rounds,
                               size_t buffer) {
  const VulkanDeviceFunctions &vk = device.functions();
  VkPipelineLayout layout = program->pipelines().layout();
  auto constant = static_cast<uint32_t>(rounds);
  commands.run(recorded, [&](VkCommandBuffer into) {
    vk.CmdBindDescriptorSets(into, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1,
                             &sets[buffer], 0, nullptr);
    recordBarrier(vk, into,
                  VK_PIPELINE_STAGE_TRANSFER_BIT |
                      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                  VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_SHADER_WRITE_BIT,
                  VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                  VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
    vk.CmdBindPipeline(into, VK_PIPELINE_BIND_POINT_COMPUTE,
                       pipelines.at(probe.function).get());
    vk.CmdPushConstants(into, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                        sizeof(constant), &constant);
    marks.begin(into);
    vk.CmdDispatch(into, probe.workgroups, 1, 1);
    marks.mark(into);
  });
  return marks.seconds().front();
}
