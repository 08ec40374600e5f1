//===- CodeListing.h - LLVM IR and assembly, linked to IR -----------------===//
#ifndef TERN_LIB_REPORT_CODELISTING_H
#define TERN_LIB_REPORT_CODELISTING_H

#include "Assembly.h"
#include "TripCounts.h"

#include "llvm/Support/Error.h"

namespace tern {

/// An innermost loop of the assembly, with how often its body runs.
struct CodeLoop {
  AssemblyLoop code;
  std::optional<LoopNest> nest; ///< none if no line says which loop it was
};

struct CodeListings {
  Listing llvm, assembly;
  std::vector<CodeLoop> loops;
};

/// Lists a module's code. Lines come from compiling once more, with debug
/// information; a function of LLVM IR, and a block of assembly, is linked only
/// if that left it as it is in `code`.
llvm::Expected<CodeListings> listCode(mlir::ModuleOp lowered,
                                      const llvm::Module &code);

} // namespace tern

#endif // TERN_LIB_REPORT_CODELISTING_H
