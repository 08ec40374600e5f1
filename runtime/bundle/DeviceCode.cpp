//===- DeviceCode.cpp - what a manifest says of code for a device ---------===//
#include "bundle/DeviceCode.h"

#include "JsonReader.h"

#include <algorithm>
#include <span>

using namespace tern::rt;

// What no device exceeds; a device's own limits are checked where it is.
static constexpr int64_t maxWorkgroup = 1 << 16;
static constexpr size_t maxBindings = 64;
static constexpr int64_t maxConstant = int64_t(1) << 50;
static constexpr int64_t maxProbeWorkgroups = 1 << 16;
static constexpr int64_t maxProbeWork = 1 << 30;
static constexpr int64_t maxWeights = int64_t(1) << 50;

std::string_view tern::rt::nameOf(DeviceApi api) {
  static constexpr std::string_view names[] = {"vulkan", "cuda", "hip"};
  return names[static_cast<size_t>(api)];
}

std::string_view tern::rt::nameOf(DeviceBuffer buffer) {
  static constexpr std::string_view names[] = {TERN_ABI_DEVICE_BUFFERS};
  return names[static_cast<size_t>(buffer)];
}

/// The one of `all` that has the name that is read.
template <typename Named>
static Named readNamed(const JsonReader &json, std::span<const Named> all) {
  auto found = std::find_if(all.begin(), all.end(), [&](Named one) {
    return nameOf(one) == json.string();
  });
  if (found != all.end())
    return *found;
  std::string names;
  for (Named one : all)
    names += (names.empty() ? "" : ", ") + std::string(nameOf(one));
  json.fail("expected one of " + names + ", got '" + json.string() + "'");
}

static std::optional<Probe> readProbe(const JsonReader &probes,
                                      const char *kind) {
  if (!probes.has(kind))
    return std::nullopt;
  JsonReader json = probes.at(kind);
  auto number = [&](const char *name, int64_t most) {
    return json.at(name).integer(1, most);
  };
  return Probe{json.at("function").name(),
               static_cast<uint32_t>(number("workgroup", maxWorkgroup)),
               static_cast<uint32_t>(number("workgroups", maxProbeWorkgroups)),
               static_cast<uint64_t>(number("work", maxProbeWork))};
}

DeviceCode tern::rt::readDeviceCode(const JsonReader &json) {
  DeviceCode device{
      readNamed<DeviceApi>(json.at("api"), allDeviceApis),
      static_cast<uint32_t>(json.at("workgroup").integer(1, maxWorkgroup)),
      {},
      {}};
  JsonReader bindings = json.at("bindings");
  for (const JsonReader &binding : bindings.items())
    device.bindings.push_back(
        readNamed<DeviceBuffer>(binding, allDeviceBuffers));
  if (device.bindings.empty() || device.bindings.size() > maxBindings)
    bindings.fail("expected 1 to " + std::to_string(maxBindings) +
                  " buffers, got " + std::to_string(device.bindings.size()));
  for (const JsonReader &feature : json.at("features").items())
    device.features.push_back(feature.name());
  if (json.has("probes")) {
    JsonReader probes = json.at("probes");
    device.probes = {readProbe(probes, "read"), readProbe(probes, "dot"),
                     readProbe(probes, "matrix")};
  }
  return device;
}

/// What no device of today has.
static constexpr int64_t maxWorkgroupBytes = int64_t(1) << 20;

static uint32_t readWorkgroupBytes(const JsonReader &json,
                                   const DeviceCode &device) {
  if (!json.has("workgroup_bytes"))
    return 0;
  JsonReader bytes = json.at("workgroup_bytes");
  if (device.api != DeviceApi::Cuda)
    bytes.fail("expected none, as CUDA's launches alone ask for memory");
  return static_cast<uint32_t>(bytes.integer(1, maxWorkgroupBytes));
}

StepKernel tern::rt::readStepKernel(const JsonReader &json,
                                    const DeviceCode &device) {
  if (device.api == DeviceApi::Vulkan)
    json.fail("expected none, as Vulkan's workgroups may run one after the "
              "other");
  return {json.at("function").name(),
          static_cast<uint32_t>(json.at("workgroup").integer(1, maxWorkgroup)),
          static_cast<uint32_t>(json.at("workgroups").integer(1, INT32_MAX)),
          readWorkgroupBytes(json, device)};
}

static WeightsWindow readWindow(const JsonReader &json,
                                const DeviceCode &device) {
  if (device.api != DeviceApi::Vulkan)
    json.fail("expected none, as kernels see all weights");
  std::vector<JsonReader> numbers = json.items();
  if (numbers.size() != 2)
    json.fail("expected a first byte and a number of bytes");
  WeightsWindow window{
      static_cast<uint64_t>(numbers[0].integer(0, maxWeights)),
      static_cast<uint64_t>(numbers[1].integer(1, maxWeights))};
  if (window.offset % TERN_ABI_WINDOW_ALIGNMENT != 0)
    numbers[0].fail("expected a multiple of " +
                    std::to_string(TERN_ABI_WINDOW_ALIGNMENT) + ", got " +
                    std::to_string(window.offset));
  return window;
}

Dispatch tern::rt::readDispatch(const JsonReader &stage,
                                const DeviceCode &device) {
  Dispatch dispatch;
  dispatch.workgroups =
      static_cast<uint32_t>(stage.at("workgroups").integer(1, INT32_MAX));
  dispatch.workgroup = device.workgroup;
  if (stage.has("workgroup")) {
    JsonReader threads = stage.at("workgroup");
    if (device.api == DeviceApi::Vulkan)
      threads.fail("expected none, as Vulkan's kernels say it themselves");
    dispatch.workgroup =
        static_cast<uint32_t>(threads.integer(1, maxWorkgroup));
  }
  dispatch.workgroupBytes = readWorkgroupBytes(stage, device);
  JsonReader constants = stage.at("constants");
  int64_t highest = device.api == DeviceApi::Vulkan ? UINT32_MAX : maxConstant;
  for (const JsonReader &constant : constants.items())
    dispatch.constants.push_back(
        static_cast<uint64_t>(constant.integer(0, highest)));
  if (dispatch.constants.size() > maxDispatchConstants)
    constants.fail("expected at most " + std::to_string(maxDispatchConstants) +
                   " constants, got " +
                   std::to_string(dispatch.constants.size()));
  if (stage.has("weights_window"))
    dispatch.window = readWindow(stage.at("weights_window"), device);
  return dispatch;
}
