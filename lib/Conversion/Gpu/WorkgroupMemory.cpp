//===- WorkgroupMemory.cpp - how much a workgroup has ---------------------===//
#include "tern/Conversion/Gpu.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t tern::countBytes(MemRefType type) {
  Type element = type.getElementType();
  int64_t count = type.getNumElements();
  if (auto vector = dyn_cast<VectorType>(element)) {
    count *= vector.getNumElements();
    element = vector.getElementType();
  }
  return llvm::divideCeilSigned(
      count * static_cast<int64_t>(element.getIntOrFloatBitWidth()), 8);
}

int64_t tern::getMostTileBytes(trit::TargetAttr target) {
  constexpr int64_t exchanged = 2048, mostElsewhere = 30 * 1024;
  if (!target.isGpu())
    return std::numeric_limits<int64_t>::max();
  return target.getGpu() == "vulkan" ? kVulkanWorkgroupBytes - exchanged
                                     : mostElsewhere;
}

LogicalResult tern::checkWorkgroupMemory(gpu::GPUFuncOp kernel, int64_t most) {
  int64_t bytes = 0;
  for (BlockArgument array : kernel.getWorkgroupAttributions())
    bytes += countBytes(cast<MemRefType>(array.getType()));
  if (bytes <= most)
    return success();
  return kernel.emitError("'")
         << kernel.getName() << "' needs " << bytes
         << " bytes of a workgroup's memory, expected at most " << most;
}
