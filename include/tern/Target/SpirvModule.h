//===- SpirvModule.h - the SPIR-V module beside the kernels ---------------===//
#ifndef TERN_TARGET_SPIRVMODULE_H
#define TERN_TARGET_SPIRVMODULE_H

#include "mlir/IR/BuiltinOps.h"

namespace tern {

/// The spirv.module that `convert-kernels-to-spirv` makes of the gpu.module.
inline constexpr llvm::StringLiteral kSpirvModuleName = "spirv_kernels";
/// On the module: the names of the buffers of bindings 0, 1, ... of descriptor
/// set 0.
inline constexpr llvm::StringLiteral kBindingsAttrName = "tern.bindings";

} // namespace tern

#endif // TERN_TARGET_SPIRVMODULE_H
