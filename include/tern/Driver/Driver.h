//===- Driver.h - a compile from its input to its output ------------------===//
#ifndef TERN_DRIVER_DRIVER_H
#define TERN_DRIVER_DRIVER_H

#include "tern/Pipeline/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace tern {

/// What `ternc` was asked for.
struct CompileRequest {
  std::string input;             ///< a checkpoint's directory, or IR of any stage
  std::string output;            ///< a bundle, or the file that `emit` goes to (`-` for standard output)
  std::string target = "native"; ///< see tern/Target/Target.h
  std::string emit;              ///< a stage, `llvm`, `asm` or `so`; empty for a bundle
  std::string dumpDirectory;     ///< where to write the IR after each stage; empty for nowhere
  std::string weights;           ///< the checkpoint of IR whose module names none
  std::string tokenizer;         ///< a tokenizer.json for the bundle; empty for the checkpoint's
  int64_t context = 0;           ///< tokens that the caches hold; 0 for the model's
  int64_t prefillTokens = 64;    ///< tokens that a prefill step takes at most
  bool normQuantize = true, glu = true, parallelMatmuls = true, epilogue = true; ///< fusions
  bool quiet = false;            ///< no progress
};

/// Compiles. The error is one line that names what it is about.
llvm::Error compile(const CompileRequest &request);

/// Runs the stages after that which wrote `module`, up to and including
/// `last`; calls `after` with each stage's name.
llvm::Error runStages(mlir::ModuleOp module, llvm::StringRef last, const CompileRequest &request,
                      llvm::function_ref<llvm::Error(llvm::StringRef stage)> after);

/// Registers every dialect that a compile meets.
void registerCompilerDialects(mlir::DialectRegistry &registry);

} // namespace tern

#endif // TERN_DRIVER_DRIVER_H
