//===- ChooseSchedule.h - the schedule that a compile was asked for -------===//
#ifndef TERN_LIB_DRIVER_CHOOSESCHEDULE_H
#define TERN_LIB_DRIVER_CHOOSESCHEDULE_H

#include "tern/Driver/Request.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace tern {

/// Gives the module, which has a target, the schedule of `--schedule`. Returns
/// the path of a tuned one, empty if it is none.
llvm::Expected<std::string> chooseSchedule(mlir::ModuleOp module,
                                           const CompileRequest &request);

} // namespace tern

#endif // TERN_LIB_DRIVER_CHOOSESCHEDULE_H
