//===- LanesToROCDL.h - how lanes of AMD's GPUs exchange ------------------===//
#ifndef TERN_LIB_TARGET_AMD_LANESTOROCDL_H
#define TERN_LIB_TARGET_AMD_LANESTOROCDL_H

#include "mlir/Conversion/LLVMCommon/Pattern.h"

namespace tern {

/// Lowers `gpu.shuffle` among 32 lanes, of which a wavefront has `wave`, and
/// `trit.sync_lanes`.
void populateLanesToROCDL(const mlir::LLVMTypeConverter &types, int64_t wave,
                          mlir::RewritePatternSet &patterns,
                          mlir::PatternBenefit benefit);

} // namespace tern

#endif // TERN_LIB_TARGET_AMD_LANESTOROCDL_H
