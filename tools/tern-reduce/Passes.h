//===- Passes.h - the passes of tern-reduce alone -------------------------===//
#ifndef TERN_REDUCE_PASSES_H
#define TERN_REDUCE_PASSES_H

#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tern {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tools/tern-reduce/Passes.h.inc"
} // namespace tern

#endif // TERN_REDUCE_PASSES_H
