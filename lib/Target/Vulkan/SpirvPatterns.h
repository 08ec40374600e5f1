//===- SpirvPatterns.h - what MLIR leaves to us on the way to SPIR-V ------===//
#ifndef TERN_LIB_TARGET_VULKAN_SPIRVPATTERNS_H
#define TERN_LIB_TARGET_VULKAN_SPIRVPATTERNS_H

#include "mlir/Dialect/SPIRV/Transforms/SPIRVConversion.h"

namespace tern {

/// Memory, barriers, floats that may not be contracted, and dot products of
/// words: by the device's instruction (`packed`) or byte by byte.
void populateSpirvPatterns(mlir::SPIRVTypeConverter &types, bool packed,
                           mlir::RewritePatternSet &patterns);

} // namespace tern

#endif // TERN_LIB_TARGET_VULKAN_SPIRVPATTERNS_H
