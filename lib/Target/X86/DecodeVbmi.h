//===- DecodeVbmi.h - t3b5 with AVX-512 VBMI ------------------------------===//
#ifndef TERN_LIB_TARGET_X86_DECODEVBMI_H
#define TERN_LIB_TARGET_X86_DECODEVBMI_H

#include "mlir/IR/PatternMatch.h"

namespace tern {

/// Decoding `t3b5` of 16 rows with AVX-512 VBMI.
void populateDecodeVbmiPatterns(mlir::RewritePatternSet &patterns);

} // namespace tern

#endif // TERN_LIB_TARGET_X86_DECODEVBMI_H
