//===- ParamSource.h - what parameters are in a checkpoint ----------------===//
#ifndef TERN_IMPORT_PARAMSOURCE_H
#define TERN_IMPORT_PARAMSOURCE_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"

#include "mlir/IR/BuiltinOps.h"

namespace tern {

/// Options by their names: projections as `parseFloatProjections` reads them,
/// the layout as `parseI2sLayout` does. Empty ones are those that a checkpoint
/// has by default.
llvm::Expected<CheckpointOptions>
parseCheckpointOptions(llvm::StringRef projections, llvm::StringRef i2sLayout);

/// How the checkpoint of a module was read when it was imported.
llvm::Expected<CheckpointOptions> getCheckpointOptions(mlir::ModuleOp module);
/// Notes it on the module.
void setCheckpoint(mlir::ModuleOp module, const Checkpoint &checkpoint);

/// The error `parameter 'NAME': WHAT`.
llvm::Error paramFailure(ParamOp param, const llvm::Twine &what);

/// Whether a parameter is the scales of ternary weights: its sources are the
/// names of weights with the suffix `_scale`.
bool holdsScales(ParamOp param);

/// The scales of ternary weights: of each source, one after the other, one for
/// all of its rows, repeated as often as the parameter asks, or one a row. The
/// error that their number is not the parameter's names it.
llvm::Expected<std::vector<float>> readScales(ParamOp param,
                                              const Checkpoint &checkpoint);

} // namespace tern

#endif // TERN_IMPORT_PARAMSOURCE_H
