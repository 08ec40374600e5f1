//===- Result.cpp - from VkResult to errors -------------------------------===//
#include "device/vulkan/Result.h"

#include "Error.h"

using namespace tern::rt;

namespace {
struct Reason {
  tern_status status;
  std::string text;
};
} // namespace

static Reason reasonFor(VkResult result) {
  switch (result) {
  case VK_ERROR_OUT_OF_HOST_MEMORY:
    return {TERN_ERROR_RESOURCES, "the host is out of memory"};
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    return {TERN_ERROR_RESOURCES, "the device is out of memory"};
  case VK_ERROR_TOO_MANY_OBJECTS:
    return {TERN_ERROR_RESOURCES, "the device has too many objects"};
  case VK_ERROR_DEVICE_LOST:
    return {TERN_ERROR_DEVICE, "the device was lost, as after a crash of its "
                               "driver or a step that took too long"};
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    return {TERN_ERROR_UNSUPPORTED, "no driver is installed that has Vulkan "
                                    "1.3"};
  case VK_ERROR_FEATURE_NOT_PRESENT:
    return {TERN_ERROR_UNSUPPORTED, "a feature is missing"};
  case VK_ERROR_INITIALIZATION_FAILED:
    return {TERN_ERROR_DEVICE, "the driver could not be initialized"};
  default:
    return {TERN_ERROR_DEVICE,
            "the driver reports VkResult " + std::to_string(result)};
  }
}

void tern::rt::checkVulkan(VkResult result, const std::string &who,
                           const std::string &what) {
  if (result == VK_SUCCESS)
    return;
  Reason reason = reasonFor(result);
  throw Error(reason.status, who + ": cannot " + what + ": " + reason.text);
}
