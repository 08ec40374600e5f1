//===- DeviceList.h - the devices of this machine -------------------------===//
#ifndef TERN_RUNTIME_DEVICE_DEVICELIST_H
#define TERN_RUNTIME_DEVICE_DEVICELIST_H

#include <cstdint>
#include <string>
#include <vector>

namespace tern::rt {

/// A device, or an API that has none.
struct DeviceListEntry {
  std::string name;         ///< "vulkan:0"; of an API without devices "vulkan"
  std::string description;  ///< the device's own name; else why it is no use
  uint64_t memoryBytes = 0; ///< of its largest heap
  bool usable = false;
};

/// All devices of each API in turn.
std::vector<DeviceListEntry> listDevices();

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DEVICELIST_H
