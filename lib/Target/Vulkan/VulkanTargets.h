//===- VulkanTargets.h - the Vulkan rows of the target table --------------===//
#ifndef TERN_LIB_TARGET_VULKAN_VULKANTARGETS_H
#define TERN_LIB_TARGET_VULKAN_VULKANTARGETS_H

#include "tern/Target/Target.h"

namespace tern {
llvm::ArrayRef<TargetDescription> getVulkanTargets();
} // namespace tern

#endif // TERN_LIB_TARGET_VULKAN_VULKANTARGETS_H
