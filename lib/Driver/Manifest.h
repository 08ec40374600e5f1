//===- Manifest.h - what a module's bundle says of itself -----------------===//
#ifndef TERN_LIB_DRIVER_MANIFEST_H
#define TERN_LIB_DRIVER_MANIFEST_H

#include "tern/Bundle/Manifest.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace tern {

/// The manifest of a module after the stage schedule, but for its code,
/// weights and files, which the bundle's writer knows.
llvm::Expected<Manifest> makeManifest(mlir::ModuleOp module);

} // namespace tern

#endif // TERN_LIB_DRIVER_MANIFEST_H
