//===- Passes.h - from tern to loops, vectors and steps -------------------===//
#ifndef TERN_CONVERSION_PASSES_H
#define TERN_CONVERSION_PASSES_H

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace tern {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "tern/Conversion/Passes.h.inc"
} // namespace tern

#endif // TERN_CONVERSION_PASSES_H
