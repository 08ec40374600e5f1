//===- Device.cpp - an open CUDA device -----------------------------------===//
#include "device/cuda/Device.h"

#include "Error.h"
#include "device/DeviceName.h"

#include <charconv>
#include <optional>

using namespace tern::rt;

static std::string nameOfIndex(uint32_t index) {
  return DeviceName{DeviceApi::Cuda, index}.text();
}

static int pick(const CudaDriver &driver, uint32_t index) {
  int count = 0, device = 0;
  driver.check(driver.cuDeviceGetCount(&count), "cuda", "count the devices");
  if (index >= static_cast<uint32_t>(count))
    failUnsupported(nameOfIndex(index) + ": there is no such device, of " +
                    std::to_string(count) + " (tern devices)");
  driver.check(driver.cuDeviceGet(&device, static_cast<int>(index)),
               nameOfIndex(index), "find the device");
  return device;
}

CudaProperties::CudaProperties(const CudaDriver &driver, int device) {
  auto check = [&](CudaResult result) {
    driver.check(result, "cuda", "read a device's properties");
  };
  auto attribute = [&](int which) {
    int value = 0;
    check(driver.cuDeviceGetAttribute(&value, which, device));
    return value;
  };
  char text[256] = "";
  check(driver.cuDeviceGetName(text, sizeof(text) - 1, device));
  name = text;
  size_t bytes = 0;
  check(driver.cuDeviceTotalMem_v2(&bytes, device));
  memoryBytes = bytes;
  maxThreads = attribute(cudaMaxThreadsPerBlock);
  maxGrid = attribute(cudaMaxGridX);
  capability =
      10 * attribute(cudaCapabilityMajor) + attribute(cudaCapabilityMinor);
}

/// 80 of "sm_80".
static std::optional<int> capabilityOf(const std::string &feature) {
  static constexpr std::string_view prefix = "sm_";
  if (!feature.starts_with(prefix))
    return std::nullopt;
  uint8_t capability;
  const char *begin = feature.data() + prefix.size();
  const char *end = feature.data() + feature.size();
  auto [stop, error] = std::from_chars(begin, end, capability);
  if (error != std::errc() || stop != end)
    return std::nullopt;
  return capability;
}

static void requireFeatures(const std::string &who, const DeviceCode &code,
                            bool assembled, int capability) {
  for (const std::string &feature : code.features) {
    std::optional<int> needed = capabilityOf(feature);
    if (!needed)
      failUnsupported(who + ": the bundle needs the feature '" + feature +
                      "', which this version does not know");
    if (capability < *needed)
      failUnsupported(who + ": the bundle needs the feature '" + feature +
                      "', the device has sm_" + std::to_string(capability));
    if (assembled && capability / 10 != *needed / 10)
      failUnsupported(who + ": the bundle's code is assembled for '" + feature +
                      "', the device has sm_" + std::to_string(capability) +
                      "; PTX (ternc --ptxas=none) is for later devices too");
  }
}

CudaDevice::CudaDevice(uint32_t index, const DeviceCode &code, bool assembled)
    : device(pick(driver, index)), traits(driver, device),
      description(nameOfIndex(index) + " (" + traits.name + ")") {
  requireFeatures(who(), code, assembled, traits.capability);
  check(driver.cuDevicePrimaryCtxRetain(&primary, device), "open the device");
}

CudaDevice::~CudaDevice() { driver.cuDevicePrimaryCtxRelease_v2(device); }

CudaScope::CudaScope(const CudaDevice &device) : device(device) {
  device.check(device.functions().cuCtxPushCurrent_v2(device.context()),
               "use the device");
}

CudaScope::~CudaScope() {
  CudaContext popped;
  device.functions().cuCtxPopCurrent_v2(&popped);
}
