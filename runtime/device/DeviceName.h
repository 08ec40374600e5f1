//===- DeviceName.h - which device a session runs on ----------------------===//
#ifndef TERN_RUNTIME_DEVICE_DEVICENAME_H
#define TERN_RUNTIME_DEVICE_DEVICENAME_H

#include "bundle/DeviceCode.h"

#include <compare>
#include <optional>

namespace tern::rt {

/// The `index`-th device of an API, counted from 0.
struct DeviceName {
  DeviceApi api;
  uint32_t index;

  /// "vulkan:0"
  std::string text() const;
  auto operator<=>(const DeviceName &) const = default;
};

/// Reads "vulkan:N", "cuda:N" or "hip:N", where ":N" may be left out for the
/// first, or "cpu", which is none. Throws ARGUMENT.
std::optional<DeviceName> parseDeviceName(std::string_view text);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_DEVICENAME_H
