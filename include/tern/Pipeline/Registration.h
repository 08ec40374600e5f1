//===- Registration.h - everything of Tern, for a tool --------------------===//
#ifndef TERN_PIPELINE_REGISTRATION_H
#define TERN_PIPELINE_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tern {

/// Registers the dialects of MLIR and of Tern, with their extensions and the
/// models of interfaces that Tern's passes need.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers the passes of MLIR and of Tern, and the stages by their names.
void registerPasses();

} // namespace tern

#endif // TERN_PIPELINE_REGISTRATION_H
