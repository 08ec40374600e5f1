//===- DeviceName.cpp - which device a session runs on --------------------===//
#include "device/DeviceName.h"

#include "Error.h"

#include <charconv>

using namespace tern::rt;

std::string DeviceName::text() const {
  return std::string(nameOf(api)) + ":" + std::to_string(index);
}

/// What follows the name of an API.
static std::optional<uint32_t> parseIndex(std::string_view text) {
  if (text.empty())
    return 0;
  if (text.front() != ':')
    return std::nullopt;
  text.remove_prefix(1);
  uint16_t index;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return index;
}

std::optional<DeviceName> tern::rt::parseDeviceName(std::string_view text) {
  if (text == "cpu")
    return std::nullopt;
  for (DeviceApi api : allDeviceApis)
    if (text.starts_with(nameOf(api)))
      if (auto index = parseIndex(text.substr(nameOf(api).size())))
        return DeviceName{api, *index};
  failArgument("device: expected cpu, vulkan:N, cuda:N or hip:N, got '" +
               std::string(text) + "'");
}
