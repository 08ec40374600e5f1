//===- Tuned.h - where tuned schedules are kept ---------------------------===//
#ifndef TERN_SCHEDULE_TUNED_H
#define TERN_SCHEDULE_TUNED_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tern {

/// The file of the schedule that tern-tune stores, and `ternc --schedule=tuned`
/// reads, for this processor, the module's target and the sizes of its model,
/// but for the number of layers: in `tern/schedules` of `$XDG_CACHE_HOME`, or
/// of
/// `~/.cache`. `kv` and `head` are as ternc spells them.
llvm::Expected<std::string> tunedSchedulePath(mlir::ModuleOp module,
                                              llvm::StringRef kv,
                                              llvm::StringRef head);

} // namespace tern

#endif // TERN_SCHEDULE_TUNED_H
