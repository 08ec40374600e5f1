//===- Limits.cpp - whether a model fits a device -------------------------===//
#include "device/Limits.h"

#include "Error.h"
#include "device/DeviceProgram.h"

using namespace tern::rt;

void DeviceLimits::check(const std::string &what, uint64_t needed,
                         uint64_t most) const {
  if (needed > most)
    failUnsupported(who + ": " + what + ": the bundle needs " +
                    std::to_string(needed) + ", the device has " +
                    std::to_string(most));
}

void DeviceLimits::checkMemory(const Model &model, int64_t sequences,
                               uint64_t range, uint64_t total,
                               bool weights) const {
  uint64_t sum = 0;
  for (DeviceBuffer buffer : allDeviceBuffers) {
    uint64_t bytes = deviceBufferBytes(model, buffer, sequences);
    if (weights || buffer != DeviceBuffer::Weights)
      check("bytes of the buffer '" + std::string(nameOf(buffer)) + "'", bytes,
            range);
    sum += bytes;
  }
  check("bytes of memory", sum, total);
}
