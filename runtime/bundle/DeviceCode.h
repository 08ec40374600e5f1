//===- DeviceCode.h - what a manifest says of code for a device -----------===//
#ifndef TERN_RUNTIME_BUNDLE_DEVICECODE_H
#define TERN_RUNTIME_BUNDLE_DEVICECODE_H

#include "tern/ABI.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt {

class JsonReader;

/// What runs a device's code.
enum class DeviceApi { Vulkan, Cuda, Hip };

inline constexpr std::array allDeviceApis{DeviceApi::Vulkan, DeviceApi::Cuda,
                                          DeviceApi::Hip};

/// As manifests and users name it: "vulkan", "cuda", "hip".
std::string_view nameOf(DeviceApi api);

/// The buffers of a step, in the order of TERN_ABI_DEVICE_BUFFERS; the code is
/// given them in an order of its own.
enum class DeviceBuffer { Weights, Arena, Kv, Ids, Logits, Step };

inline constexpr std::array allDeviceBuffers{
    DeviceBuffer::Weights, DeviceBuffer::Arena,  DeviceBuffer::Kv,
    DeviceBuffer::Ids,     DeviceBuffer::Logits, DeviceBuffer::Step};

/// As manifests name it: "weights", "arena", ...
std::string_view nameOf(DeviceBuffer buffer);

/// `code.device`: how the stages' functions are called.
struct DeviceCode {
  DeviceApi api;
  uint32_t workgroup; ///< threads of a workgroup, if a stage has no others
  std::vector<DeviceBuffer> bindings;
  std::vector<std::string> features;
};

/// How one stage is started.
struct Dispatch {
  uint32_t workgroups = 0;
  uint32_t workgroup = 0; ///< threads of each
  std::vector<uint64_t> constants; ///< for Vulkan, each below 2^32
};

/// Most constants of a stage.
inline constexpr size_t maxDispatchConstants = TERN_ABI_DEVICE_CONSTANTS;

/// Reads `code.device`.
DeviceCode readDeviceCode(const JsonReader &json);

/// Reads `workgroups`, `workgroup` and `constants` of a stage.
Dispatch readDispatch(const JsonReader &stage, const DeviceCode &device);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_DEVICECODE_H
