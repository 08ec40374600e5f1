//===- DumpStages.h - each stage's IR in files ----------------------------===//
#ifndef TERN_LIB_DRIVER_DUMPSTAGES_H
#define TERN_LIB_DRIVER_DUMPSTAGES_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

namespace tern {

/// Writes `DIRECTORY/NUMBER-STAGE.mlir`, which a compile can go on from, and
/// from the stage `schedule` on a file for each function in
/// `DIRECTORY/NUMBER-STAGE`, without those of a compile before.
///
/// A function's name says its entry and operation, and values are numbered anew
/// in each: so `diff -r` of two compiles shows the functions that differ, and
/// in them what does.
llvm::Error dumpStage(llvm::StringRef directory, llvm::StringRef stage,
                      mlir::ModuleOp module);

/// The same of the stage `emit`, in LLVM IR.
llvm::Error dumpCode(llvm::StringRef directory, const llvm::Module &code);

} // namespace tern

#endif // TERN_LIB_DRIVER_DUMPSTAGES_H
