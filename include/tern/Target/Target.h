//===- Target.h - the targets that code is generated for ------------------===//
#ifndef TERN_TARGET_TARGET_H
#define TERN_TARGET_TARGET_H

#include "dialects/Trit/Trit.h"
#include "llvm/Support/Error.h"

namespace tern {

/// A row of the target table: what code may use, and how trits are multiplied.
struct TargetDescription {
  llvm::StringLiteral name;   ///< as `--target` spells it
  llvm::StringLiteral triple; ///< LLVM's
  llvm::StringLiteral needs;  ///< LLVM's names of the features that a processor
                              ///< must have, separated by commas
  int64_t lanes;              ///< 32-bit lanes of a vector
  llvm::StringLiteral dot;    ///< what `trit.dot` lowers to (docs/targets.md)
  llvm::StringLiteral encoding; ///< of weights, that it reads fastest
  llvm::StringLiteral summary;  ///< one line for people
};

/// All targets, best first within an architecture.
llvm::ArrayRef<TargetDescription> getTargets();

/// True if this processor has every feature that the target's code may use.
bool runsHere(const TargetDescription &target);

/// The target of that name, `native` being the best that this processor runs.
/// Fails with the names that there are, or with the features it lacks.
llvm::Expected<const TargetDescription *> findTarget(llvm::StringRef name);

/// The module attribute that describes the target in the IR.
trit::TargetAttr getTargetAttr(mlir::MLIRContext *context,
                               const TargetDescription &target);

/// LLVM's names of the features in `target`, without their plus signs.
llvm::SmallVector<llvm::StringRef> getFeatures(trit::TargetAttr target);

} // namespace tern

#endif // TERN_TARGET_TARGET_H
