//===- Module.h - the SPIR-V module of the kernels ------------------------===//
#ifndef TERN_LIB_TARGET_VULKAN_MODULE_H
#define TERN_LIB_TARGET_VULKAN_MODULE_H

#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

namespace tern {

/// Declares the variables of a SPIR-V module: a binding for each buffer and
/// type of element that kernels access it as, a block of push constants for
/// each number of them, and the workgroup's memory.
class SpirvVariables {
public:
  explicit SpirvVariables(mlir::spirv::ModuleOp module);

  /// A pointer to the elements of a buffer.
  mlir::Value getBuffer(mlir::OpBuilder &b, mlir::Location loc,
                        KernelBuffer buffer, mlir::Type element, bool coherent);
  /// Push constant `index` of `count`, an i32.
  mlir::Value getConstant(mlir::OpBuilder &b, mlir::Location loc, int64_t index,
                          int64_t count);
  /// A pointer to an array of the workgroup that `kernel` alone uses.
  mlir::Value getWorkgroupArray(mlir::OpBuilder &b, mlir::Location loc,
                                llvm::StringRef kernel, mlir::MemRefType type);

  /// The buffer of each binding.
  llvm::ArrayRef<KernelBuffer> getBindings() const { return bindings; }

private:
  mlir::Value getAddress(mlir::OpBuilder &b, mlir::Location loc,
                         llvm::StringRef name, mlir::Type type,
                         llvm::ArrayRef<mlir::NamedAttribute> attributes);

  mlir::spirv::ModuleOp module;
  llvm::SmallVector<KernelBuffer> bindings;
  llvm::MapVector<std::pair<unsigned, mlir::Type>, unsigned> bindingOf;
  unsigned arrays = 0;
};

} // namespace tern

#endif // TERN_LIB_TARGET_VULKAN_MODULE_H
