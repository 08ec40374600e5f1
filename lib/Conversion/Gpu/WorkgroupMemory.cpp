//===- WorkgroupMemory.cpp - how much a workgroup has ---------------------===//
#include "tern/Conversion/Gpu.h"

using namespace mlir;

LogicalResult tern::checkWorkgroupMemory(gpu::GPUFuncOp kernel, int64_t most) {
  int64_t bytes = 0;
  for (BlockArgument array : kernel.getWorkgroupAttributions()) {
    auto type = cast<MemRefType>(array.getType());
    bytes += type.getNumElements() * type.getElementTypeBitWidth() / 8;
  }
  if (bytes <= most)
    return success();
  return kernel.emitError("'")
         << kernel.getName() << "' needs " << bytes
         << " bytes of a workgroup's memory, expected at most " << most;
}
