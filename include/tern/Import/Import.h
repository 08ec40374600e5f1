//===- Import.h - a checkpoint as a graph in the tern dialect -------------===//
#ifndef TERN_IMPORT_IMPORT_H
#define TERN_IMPORT_IMPORT_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace tern {

struct ImportOptions {
  /// Tokens that the caches hold; 0 for as many as the model was trained for.
  int64_t context = 0;
  /// Named in the module, for manifests and reports.
  std::string name;
};

/// Builds the graph of a checkpoint: a module with a `tern.param` for each
/// weight and the function
///
///   forward(ids, position, first_logit, caches...) -> (logits, caches...)
///
/// Every tensor's presence, type and shape is checked against the config; an
/// error names the tensor, what was expected and what was found.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importCheckpoint(mlir::MLIRContext *context, const Checkpoint &checkpoint,
                 const ImportOptions &options);

} // namespace tern

#endif // TERN_IMPORT_IMPORT_H
