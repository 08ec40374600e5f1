//===- Passes.h - the stages at both ends of a compile --------------------===//
#ifndef TERN_PIPELINE_PASSES_H
#define TERN_PIPELINE_PASSES_H

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tern {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tern/Pipeline/Passes.h.inc"
} // namespace tern

#endif // TERN_PIPELINE_PASSES_H
