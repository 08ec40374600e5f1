//===- DevicesCommand.cpp - tern devices: where bundles can run -----------===//
#include "Commands.h"
#include "Input.h"
#include "Runtime.h"

#include <nlohmann/json.hpp>

static constexpr const char *devicesFooter = R"(
One line a device, under the name that --device takes, or why an API has none.
Bundles for a processor run on this one, which is not listed.

Examples:
  tern devices
  tern devices --json
  tern run story-vulkan.tern -p "Once upon a time" --device vulkan:1)";

static std::vector<tern_device_info> readList(const DeviceList &list) {
  std::vector<tern_device_info> all(tern_device_list_size(list.get()));
  for (size_t i = 0; i < all.size(); ++i)
    check(tern_device_list_get(list.get(), i, &all[i]));
  return all;
}

static std::string line(const tern_device_info &device) {
  std::string name = device.name;
  name.resize(std::max<size_t>(name.size() + 1, 12), ' ');
  std::string text =
      name + (device.usable ? "" : "unusable: ") + device.description;
  if (device.memory_bytes > 0) {
    char memory[32];
    std::snprintf(memory, sizeof(memory), ", %.1f GiB",
                  double(device.memory_bytes) / double(1 << 30));
    text += memory;
  }
  return text + "\n";
}

static std::string formatList(const std::vector<tern_device_info> &devices,
                              bool asJson) {
  std::string text;
  nlohmann::json list = nlohmann::json::array();
  for (const tern_device_info &device : devices) {
    text += line(device);
    list.push_back({{"name", device.name},
                    {"description", device.description},
                    {"memory_bytes", device.memory_bytes},
                    {"usable", device.usable != 0}});
  }
  // A driver's texts may be any bytes.
  return asJson ? list.dump(2, ' ', false,
                            nlohmann::json::error_handler_t::replace) +
                      "\n"
                : text;
}

void addDevicesCommand(CLI::App &app) {
  auto asJson = std::make_shared<bool>(false);
  CLI::App *command =
      addCommand(app, "devices", "List the devices of this machine");
  command->footer(devicesFooter);
  command->add_flag("--json", *asJson, "Print a JSON list");
  command->callback([asJson] {
    tern_device_list *list;
    check(tern_device_list_load(&list));
    DeviceList owner(list);
    print(formatList(readList(owner), *asJson));
  });
}
