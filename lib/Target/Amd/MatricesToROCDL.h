//===- MatricesToROCDL.h - matrix products of AMD's GPUs ------------------===//
#ifndef TERN_LIB_TARGET_AMD_MATRICESTOROCDL_H
#define TERN_LIB_TARGET_AMD_MATRICESTOROCDL_H

#include "mlir/Conversion/LLVMCommon/Pattern.h"

namespace tern {

/// Lowers `trit.mma_words` to MFMA and WMMA.
void populateMatricesToROCDL(const mlir::LLVMTypeConverter &types,
                             mlir::RewritePatternSet &patterns,
                             mlir::PatternBenefit benefit);

} // namespace tern

#endif // TERN_LIB_TARGET_AMD_MATRICESTOROCDL_H
