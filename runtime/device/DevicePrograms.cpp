//===- DevicePrograms.cpp - a model on the devices that it runs on --------===//
#include "device/DevicePrograms.h"

#include "device/cuda/Program.h"
#include "device/vulkan/Program.h"

using namespace tern::rt;

static std::shared_ptr<const DeviceProgram>
load(const std::shared_ptr<const Model> &model, DeviceName device) {
  if (device.api == DeviceApi::Vulkan)
    return std::make_shared<VulkanProgram>(model, device.index);
  return std::make_shared<CudaProgram>(model, device);
}

std::shared_ptr<const DeviceProgram>
DevicePrograms::get(const std::shared_ptr<const Model> &model,
                    DeviceName device) {
  std::lock_guard lock(loading);
  std::shared_ptr<const DeviceProgram> &program = programs[device];
  if (!program)
    program = load(model, device);
  return program;
}
