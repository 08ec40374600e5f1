//===- Trit.h - the trit dialect: the arithmetic of packed trits ----------===//
#ifndef TERN_DIALECTS_TRIT_TRIT_H
#define TERN_DIALECTS_TRIT_TRIT_H

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Encoding.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/TilingInterface.h"

#include "dialects/Trit/TritDialect.h.inc"
#include "dialects/Trit/TritEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Trit/TritAttrs.h.inc"
#define GET_OP_CLASSES
#include "dialects/Trit/TritOps.h.inc"

namespace tern::trit {
/// What registers the encoding whose attribute is `Encoding`.
template <typename Encoding> EncodingEntry encodingEntry() {
  return {llvm::StringRef(Encoding::name).split('.').second, Encoding::summary,
          [](TritDialect &dialect) { dialect.addEncoding<Encoding>(); },
          [](mlir::MLIRContext *context) -> EncodingAttrInterface {
            return Encoding::get(context);
          }};
}

/// Name of the module attribute that holds the `#trit.target`.
inline constexpr llvm::StringLiteral kTargetAttrName = "trit.target";

/// Products of `trit.dot_pairs`, from 2*2*-128 = -512 to 2*2*127 = 508, of which
/// so many add up to -2^15 at least.
inline constexpr int64_t kMaxPairsInWords = 64;

/// The module's target, or null with an error on `op`.
TargetAttr getTarget(mlir::Operation *op);

/// Lets one-shot bufferization turn `trit.mmt` on tensors into one on buffers.
void registerBufferizationModels(mlir::DialectRegistry &registry);
} // namespace tern::trit

#endif // TERN_DIALECTS_TRIT_TRIT_H
