//===- Limits.h - whether a model fits a Vulkan device --------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_LIMITS_H
#define TERN_RUNTIME_DEVICE_VULKAN_LIMITS_H

#include "bundle/Model.h"
#include "device/vulkan/Instance.h"

namespace tern::rt {

/// Throws UNSUPPORTED, prefixed by `who`, unless one session of the model is
/// within the limits of a device. Names what is needed and what there is.
void checkVulkanLimits(const std::string &who, const VulkanProperties &device,
                       const Model &model, int64_t sequences);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_LIMITS_H
