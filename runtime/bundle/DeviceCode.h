//===- DeviceCode.h - what a manifest says of code for a device -----------===//
#ifndef TERN_RUNTIME_BUNDLE_DEVICECODE_H
#define TERN_RUNTIME_BUNDLE_DEVICECODE_H

#include "tern/ABI.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
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

/// A kernel that measures what a device can do. It is started as a stage is,
/// with one constant: how many rounds a workgroup does.
struct Probe {
  std::string function;
  uint32_t workgroup = 0; ///< threads of each
  uint32_t workgroups = 0;
  /// Of a workgroup in a round: bytes that it reads, or multiply-accumulates.
  uint64_t work = 0;
};

/// `probes` of `code.device`, none of which must be there.
struct Probes {
  std::optional<Probe> read, dot, matrix;
};

/// `code.device`: how the stages' functions are called.
struct DeviceCode {
  DeviceApi api;
  uint32_t workgroup; ///< threads of a workgroup, if a stage has no others
  std::vector<DeviceBuffer> bindings;
  std::vector<std::string> features;
  Probes probes = {};
};

/// The part of the weights that a stage of Vulkan sees as all of them.
struct WeightsWindow {
  uint64_t offset = 0; ///< a multiple of TERN_ABI_WINDOW_ALIGNMENT
  uint64_t bytes = 0;

  uint64_t end() const { return offset + bytes; }
  auto operator<=>(const WeightsWindow &) const = default;
};

/// How one stage is started.
struct Dispatch {
  uint32_t workgroups = 0;
  uint32_t workgroup = 0;          ///< threads of each
  std::vector<uint64_t> constants; ///< for Vulkan, each below 2^32
  /// Of a workgroup's memory, that the launch asks for.
  uint32_t workgroupBytes = 0;
  std::optional<WeightsWindow> window = std::nullopt; ///< none: all weights
};

/// `step` of an entry: a kernel that computes all of it in one launch, whose
/// workgroups are all resident.
struct StepKernel {
  std::string function;
  uint32_t workgroup = 0;      ///< threads of each
  uint32_t workgroups = 0;     ///< that have work, at most
  uint32_t workgroupBytes = 0; ///< as a stage's
};

/// Most constants of a stage.
inline constexpr size_t maxDispatchConstants = TERN_ABI_DEVICE_CONSTANTS;

/// Reads `code.device`.
DeviceCode readDeviceCode(const JsonReader &json);

/// Reads `step` of an entry.
StepKernel readStepKernel(const JsonReader &json, const DeviceCode &device);

/// Reads `workgroups`, `workgroup`, `workgroup_bytes`, `constants` and
/// `weights_window` of a stage.
Dispatch readDispatch(const JsonReader &stage, const DeviceCode &device);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_DEVICECODE_H
