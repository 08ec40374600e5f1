//===- Driver.h - a compile from its input to its output ------------------===//
#ifndef TERN_DRIVER_DRIVER_H
#define TERN_DRIVER_DRIVER_H

#include "tern/Driver/Request.h"
#include "tern/Pipeline/Pipelines.h"
#include "tern/Schedule/Fields.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace tern {

/// Compiles. The error is one line that names what it is about.
llvm::Error compile(const CompileRequest &request);

/// What a schedule is tuned for.
struct TuningSubject {
  std::string path; ///< where `--schedule=tuned` looks for it
  std::string name; ///< of processor, target and sizes
  int64_t layers = 0;
  ScheduleTarget target;
};

/// Of a request's input, target, caches and head.
llvm::Expected<TuningSubject> describeSubject(const CompileRequest &request);

/// Runs the stages after that which wrote `module`, up to and including
/// `last`; calls `after` with each stage's name.
llvm::Error
runStages(mlir::ModuleOp module, llvm::StringRef last,
          const CompileRequest &request,
          llvm::function_ref<llvm::Error(llvm::StringRef stage)> after);

/// Registers every dialect that a compile meets.
void registerCompilerDialects(mlir::DialectRegistry &registry);

} // namespace tern

#endif // TERN_DRIVER_DRIVER_H
