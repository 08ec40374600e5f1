//===- Executor.cpp - steps on a Vulkan device ----------------------------===//
#include "device/vulkan/Executor.h"

#include <chrono>
#include <cstring>

using namespace tern::rt;

static VulkanBuffer makeBuffer(const VulkanProgram &program, int64_t sequences,
                               DeviceBuffer which, VulkanAccess access,
                               const std::string &what) {
  return {program.device(),
          deviceBufferBytes(program.model(), which, sequences), access, what};
}

static constexpr const char *logitsName = "the logits";

VulkanExecutor::VulkanExecutor(std::shared_ptr<const VulkanProgram> shared,
                               int64_t batched)
    : program(std::move(shared)), sequences(batched), device(program->device()),
      arena(makeBuffer(*program, sequences, DeviceBuffer::Arena,
                       VulkanAccess::Device, "activations")),
      kv(makeBuffer(*program, sequences, DeviceBuffer::Kv, VulkanAccess::Device,
                    "the key/value cache")),
      ids(makeBuffer(*program, sequences, DeviceBuffer::Ids,
                     VulkanAccess::HostWrites, "token ids")),
      scalars(makeBuffer(*program, sequences, DeviceBuffer::Step,
                         VulkanAccess::HostWrites, "a step's numbers")),
      logits(makeBuffer(*program, sequences, DeviceBuffer::Logits,
                        device.sharesMemory() ? VulkanAccess::HostReads
                                              : VulkanAccess::Device,
                        logitsName)),
      commands(device) {
  // Code may read logits that it wrote, which must not cross to the host.
  if (!logits.data())
    readback.emplace(device, logits.size(), VulkanAccess::HostReads,
                     logitsName);
  const Manifest &manifest = program->model().manifest();
  one = bindBuffers(0, manifest.kvBytes);
  if (sequences > 0)
    all = bindBuffers(0, kv.size());
  copying = commands.allocate();
  zeroCache();
  for (uint32_t entry : calledEntries(sequences)) {
    entries[entry] = commands.allocate();
    recordEntry(entry);
  }
}

const VulkanBuffer &VulkanExecutor::bufferOf(DeviceBuffer buffer) const {
  switch (buffer) {
  case DeviceBuffer::Arena:
    return arena;
  case DeviceBuffer::Kv:
    return kv;
  case DeviceBuffer::Ids:
    return ids;
  case DeviceBuffer::Logits:
    return logits;
  case DeviceBuffer::Step:
  case DeviceBuffer::Weights: // Of these each stage sees a part.
    break;
  }
  return scalars;
}

VulkanExecutor::Sets VulkanExecutor::bindBuffers(uint64_t cacheOffset,
                                                 uint64_t cacheBytes) const {
  const Manifest &manifest = program->model().manifest();
  Sets sets;
  for (const Manifest::Entry *entry : manifest.entries())
    for (const Manifest::Stage &stage : entry->stages)
      sets.byWindow[stage.dispatch.window] = VK_NULL_HANDLE;
  sets.descriptors = {device, program->pipelines().bindings(),
                      sets.byWindow.size(), manifest.device->bindings.size()};
  for (auto &[window, set] : sets.byWindow) {
    std::vector<VkDescriptorBufferInfo> buffers;
    for (DeviceBuffer buffer : manifest.device->bindings)
      if (buffer == DeviceBuffer::Weights)
        buffers.push_back(program->weights().window(window));
      else if (buffer == DeviceBuffer::Kv)
        buffers.push_back({kv.get(), cacheOffset, roundToUnit(cacheBytes)});
      else
        buffers.push_back({bufferOf(buffer).get(), 0, VK_WHOLE_SIZE});
    set = sets.descriptors.add(buffers);
  }
  return sets;
}

void VulkanExecutor::useCaches(uint64_t offset) {
  if (offset == usedCaches)
    return;
  // Commands refer to the sets, which no step is using now.
  Sets next = bindBuffers(offset, program->model().manifest().kvBytes);
  std::swap(one, next);
  usedCaches = offset;
  for (uint32_t entry : {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL})
    recordEntry(entry);
}

static constexpr VkPipelineStageFlags computes =
    VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT;
static constexpr VkAccessFlags readsAndWrites =
    VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;

void VulkanExecutor::zeroCache() {
  const VulkanDeviceFunctions &vk = device.functions();
  commands.run(copying, [&](VkCommandBuffer into) {
    vk.CmdFillBuffer(into, kv.get(), 0, VK_WHOLE_SIZE, 0);
    recordBarrier(vk, into, VK_PIPELINE_STAGE_TRANSFER_BIT,
                  VK_ACCESS_TRANSFER_WRITE_BIT, computes, readsAndWrites);
  });
}

void VulkanExecutor::recordEntry(uint32_t entry) {
  const VulkanDeviceFunctions &vk = device.functions();
  const VulkanPipelines &pipelines = program->pipelines();
  const Manifest &manifest = program->model().manifest();
  const auto &stages = manifest.entry(entry)->stages;
  const Sets &sets = entry == TERN_ENTRY_BATCH ? all : one;
  commands.record(entries[entry], [&](VkCommandBuffer into) {
    if (timestamps)
      timestamps->recordBegin(into, entry);
    VkDescriptorSet bound = VK_NULL_HANDLE;
    for (const Manifest::Stage &stage : stages) {
      VkDescriptorSet set = sets.byWindow.at(stage.dispatch.window);
      if (std::exchange(bound, set) != set)
        vk.CmdBindDescriptorSets(into, VK_PIPELINE_BIND_POINT_COMPUTE,
                                 pipelines.layout(), 0, 1, &set, 0, nullptr);
      vk.CmdBindPipeline(into, VK_PIPELINE_BIND_POINT_COMPUTE,
                         pipelines.pipeline(stage.function));
      // Below 2^32, as the manifest's reader checks.
      std::vector<uint32_t> constants(stage.dispatch.constants.begin(),
                                      stage.dispatch.constants.end());
      if (!constants.empty())
        vk.CmdPushConstants(
            into, pipelines.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
            static_cast<uint32_t>(constants.size() * sizeof(uint32_t)),
            constants.data());
      vk.CmdDispatch(into, stage.dispatch.workgroups, 1, 1);
      // Behind the last stage: for the host, a copy, and the next step.
      bool last = &stage == &stages.back();
      recordBarrier(vk, into, computes, VK_ACCESS_SHADER_WRITE_BIT,
                    last ? computes | VK_PIPELINE_STAGE_TRANSFER_BIT |
                               VK_PIPELINE_STAGE_HOST_BIT
                         : computes,
                    last ? readsAndWrites | VK_ACCESS_TRANSFER_READ_BIT |
                               VK_ACCESS_HOST_READ_BIT
                         : readsAndWrites);
      if (timestamps)
        timestamps->recordStage(into, entry);
    }
  });
}

VkCommandBuffer VulkanExecutor::copyOf(int64_t rows) {
  if (rows == copiedRows)
    return copying;
  copiedRows = 0;
  const VulkanDeviceFunctions &vk = device.functions();
  commands.record(copying, [&](VkCommandBuffer into) {
    VkBufferCopy range{};
    range.size = static_cast<VkDeviceSize>(
        rows * program->model().manifest().vocab * int64_t(sizeof(float)));
    vk.CmdCopyBuffer(into, logits.get(), readback->get(), 1, &range);
    recordBarrier(vk, into, VK_PIPELINE_STAGE_TRANSFER_BIT,
                  VK_ACCESS_TRANSFER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                  VK_ACCESS_HOST_READ_BIT);
  });
  copiedRows = rows;
  return copying;
}

void VulkanExecutor::run(const Step &step) {
  using Clock = std::chrono::steady_clock;
  auto began = timestamps ? Clock::now() : Clock::time_point();
  const Manifest &manifest = program->model().manifest();
  if (step.entry != TERN_ENTRY_BATCH)
    useCaches(cacheOffset(manifest, step));
  StepScalars numbers(step);
  std::memcpy(scalars.data(), &numbers, sizeof(numbers));
  std::memcpy(ids.data(), step.ids, idBytes(manifest, step));
  bool copies = step.logitRows() > 0 && readback;
  VkCommandBuffer work[] = {entries[step.entry],
                            copies ? copyOf(step.logitRows()) : nullptr};
  commands.submit({work, copies ? 2u : 1u});
  if (step.logitRows() > 0)
    std::memcpy(step.logits, (readback ? *readback : logits).data(),
                static_cast<size_t>(step.logitRows()) *
                    static_cast<size_t>(manifest.vocab) * sizeof(float));
  if (timestamps)
    timestamps->finish(
        step.entry,
        std::chrono::duration<double>(Clock::now() - began).count());
}

void VulkanExecutor::setProfile(Profile *profile) {
  // Steps that are not measured have no marks, so the entries are recorded
  // anew; the old ones refer to the old marks until then.
  auto next =
      profile ? std::make_unique<VulkanTimestamps>(device, *profile) : nullptr;
  std::swap(timestamps, next);
  for (uint32_t entry : calledEntries(sequences))
    recordEntry(entry);
}

DeviceRates VulkanExecutor::measureRates() {
  if (!probes)
    probes = std::make_unique<VulkanProbeStarter>(program);
  return tern::rt::measureRates(
      device.who(), program->model().manifest().device->probes, *probes);
}
