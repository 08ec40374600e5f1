//===- Spirv.cpp - the binary of a SPIR-V module --------------------------===//
#include "tern/Codegen/Codegen.h"
#include "tern/Target/SpirvModule.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Target/SPIRV/Serialization.h"

using namespace tern;

static llvm::Expected<mlir::spirv::ModuleOp> findModule(mlir::ModuleOp module) {
  for (auto kernels : module.getOps<mlir::spirv::ModuleOp>())
    if (kernels.getName() == llvm::StringRef(kSpirvModuleName))
      return kernels;
  return llvm::createStringError("module has no spirv.module '%s'",
                                 kSpirvModuleName.data());
}

llvm::Expected<std::string> tern::getSpirv(mlir::ModuleOp module) {
  llvm::Expected<mlir::spirv::ModuleOp> kernels = findModule(module);
  if (!kernels)
    return kernels.takeError();
  std::string message;
  mlir::ScopedDiagnosticHandler handler(module.getContext(),
                                        [&](mlir::Diagnostic &diagnostic) {
                                          if (message.empty())
                                            message = diagnostic.str();
                                        });
  llvm::SmallVector<uint32_t, 0> words;
  if (mlir::failed(mlir::spirv::serialize(*kernels, words)))
    return llvm::createStringError("SPIR-V: " + message);
  return std::string(reinterpret_cast<const char *>(words.data()),
                     words.size() * sizeof(uint32_t));
}

llvm::Error tern::printSpirv(mlir::ModuleOp module, llvm::raw_ostream &out) {
  llvm::Expected<mlir::spirv::ModuleOp> kernels = findModule(module);
  if (!kernels)
    return kernels.takeError();
  (*kernels)->print(out);
  out << '\n';
  return llvm::Error::success();
}
