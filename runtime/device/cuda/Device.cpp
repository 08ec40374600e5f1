//===- Device.cpp - an open CUDA device -----------------------------------===//
#include "device/cuda/Device.h"

#include "Error.h"

using namespace tern::rt;

static int pick(const CudaDriver &driver, DeviceName name) {
  int count = 0, device = 0;
  driver.check(driver.cuDeviceGetCount(&count), driver.who(),
               "count the devices");
  if (name.index >= static_cast<uint32_t>(count))
    failUnsupported(name.text() + ": there is no such device, of " +
                    std::to_string(count) + " (tern devices)");
  driver.check(driver.cuDeviceGet(&device, static_cast<int>(name.index)),
               name.text(), "find the device");
  return device;
}

CudaProperties::CudaProperties(const CudaDriver &driver, int device) {
  auto check = [&](CudaResult result) {
    driver.check(result, driver.who(), "read a device's properties");
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
  const CudaFlavor &flavor = driver.flavor();
  maxThreads = attribute(flavor.maxThreadsPerBlock);
  maxGrid = attribute(flavor.maxGridX);
  capability = 10 * attribute(flavor.capabilityMajor) +
               attribute(flavor.capabilityMinor);
}

CudaDevice::CudaDevice(DeviceName name, const DeviceCode &code, bool assembled)
    : driver(flavorOf(name.api)), device(pick(driver, name)),
      traits(driver, device),
      description(name.text() + " (" + traits.name + ")") {
  driver.flavor().requireFeatures(who(), code, assembled, traits.capability);
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
