//===- Tiles.h - products of tiles by wgmma -------------------------------===//
#ifndef TERN_LIB_TARGET_NVIDIA_TILES_H
#define TERN_LIB_TARGET_NVIDIA_TILES_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"

namespace tern {

/// A pointer to what all workgroups share, as instructions want it that copy
/// from there.
mlir::Value toGlobal(mlir::OpBuilder &b, mlir::Location loc,
                     mlir::Value pointer);

/// `trit.mma_tiles` and what goes with it, as `wgmma` of nvvm.
void populateTilesToNVVM(const mlir::LLVMTypeConverter &types,
                         mlir::RewritePatternSet &patterns);

} // namespace tern

#endif // TERN_LIB_TARGET_NVIDIA_TILES_H
