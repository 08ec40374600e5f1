//===- Tiles.h - products of tiles by wgmma -------------------------------===//
#ifndef TERN_LIB_TARGET_NVIDIA_TILES_H
#define TERN_LIB_TARGET_NVIDIA_TILES_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"

namespace tern {

/// `trit.mma_tiles` and what goes with it, as `wgmma` of nvvm.
void populateTilesToNVVM(const mlir::LLVMTypeConverter &types,
                         mlir::RewritePatternSet &patterns);

} // namespace tern

#endif // TERN_LIB_TARGET_NVIDIA_TILES_H
