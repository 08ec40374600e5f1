//===- Passes.h - passes from tern to tern --------------------------------===//
#ifndef TERN_TRANSFORMS_PASSES_H
#define TERN_TRANSFORMS_PASSES_H

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tern {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tern/Transforms/Passes.h.inc"
} // namespace tern

#endif // TERN_TRANSFORMS_PASSES_H
