//===- Result.h - from VkResult to errors ---------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_RESULT_H
#define TERN_RUNTIME_DEVICE_VULKAN_RESULT_H

#include "device/vulkan/Functions.h"

#include <string>

namespace tern::rt {

/// Throws if a call of Vulkan failed: "WHO: cannot DO: why". RESOURCES if
/// memory ran out, UNSUPPORTED if something is not there, else DEVICE.
void checkVulkan(VkResult result, const std::string &who,
                 const std::string &what);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_RESULT_H
