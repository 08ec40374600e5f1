//===- VulkanTargets.cpp - the Vulkan rows of the target table ------------===//
//
// A workgroup of 32 threads is a subgroup of most devices, and whole subgroups
// of the others.
//
//===----------------------------------------------------------------------===//
#include "VulkanTargets.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getVulkanTargets() {
  static constexpr TargetDescription targets[] = {
      {"vulkan", "spirv-unknown-vulkan1.3-compute", "", 32, "packed", "i2",
       "GPUs of Vulkan 1.3: SPIR-V with dot products of packed bytes"},
      {"vulkan-generic", "spirv-unknown-vulkan1.3-compute", "", 32, "generic",
       "i2", "the same without them: exact multiplications of each byte"},
  };
  return targets;
}
