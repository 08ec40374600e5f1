//===- DevicePrograms.h - a model on the devices that it runs on ----------===//
#ifndef TERN_RUNTIME_DEVICE_DEVICEPROGRAMS_H
#define TERN_RUNTIME_DEVICE_DEVICEPROGRAMS_H

#include "device/DeviceName.h"
#include "device/DeviceProgram.h"

#include <map>
#include <mutex>

namespace tern::rt {

/// The programs of one model, each made when it is first asked for.
class DevicePrograms {
public:
  /// Any thread may call it; a second one waits while the first uploads.
  /// Throws as the device's program does.
  std::shared_ptr<const DeviceProgram>
  get(const std::shared_ptr<const Model> &model, DeviceName device);

private:
  std::mutex loading;
  std::map<DeviceName, std::shared_ptr<const DeviceProgram>> programs;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DEVICEPROGRAMS_H
