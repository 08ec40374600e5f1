//===- DeviceApi.cpp - C API: devices -------------------------------------===//
#include "api/Guard.h"
#include "device/DeviceList.h"

using namespace tern::rt;

struct tern_device_list {
  std::vector<DeviceListEntry> entries;
};

tern_status tern_device_list_load(tern_device_list **list) {
  return guarded([&] {
    requireNonNull(list, "list");
    *list = new tern_device_list{listDevices()};
  });
}

void tern_device_list_free(tern_device_list *list) { delete list; }

size_t tern_device_list_size(const tern_device_list *list) {
  return list ? list->entries.size() : 0;
}

tern_status tern_device_list_get(const tern_device_list *list, size_t index,
                                 tern_device_info *info) {
  return guarded([&] {
    requireNonNull(list, "list");
    requireNonNull(info, "info");
    if (index >= list->entries.size())
      failArgument("index: expected a number below " +
                   std::to_string(list->entries.size()) + ", got " +
                   std::to_string(index));
    const DeviceListEntry &entry = list->entries[index];
    *info = {.name = entry.name.c_str(),
             .description = entry.description.c_str(),
             .memory_bytes = static_cast<int64_t>(entry.memoryBytes),
             .usable = entry.usable};
  });
}
