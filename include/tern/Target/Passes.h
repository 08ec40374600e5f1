//===- Passes.h - lowering to a target's instructions ---------------------===//
#ifndef TERN_TARGET_PASSES_H
#define TERN_TARGET_PASSES_H

#include "dialects/Trit/Trit.h"
#include "mlir/Pass/Pass.h"

namespace tern {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tern/Target/Passes.h.inc"
} // namespace tern

#endif // TERN_TARGET_PASSES_H
