//===- Codegen.h - from the llvm dialect to code that loads ---------------===//
#ifndef TERN_CODEGEN_CODEGEN_H
#define TERN_CODEGEN_CODEGEN_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

namespace tern {

/// Makes the dialects that `lower` leaves translatable. Call before parsing.
void registerCodegenDialects(mlir::DialectRegistry &registry);

/// Translates a module after `lower` to LLVM IR for its `#trit.target` and
/// optimises it. Entry points are exported, all else is internal.
llvm::Expected<std::unique_ptr<llvm::Module>>
translate(mlir::ModuleOp module, llvm::LLVMContext &context);

/// Writes assembly (`assembly`) or an object file.
llvm::Error emitCode(llvm::Module &module, bool assembly,
                     llvm::raw_pwrite_stream &out);

/// Generates code and links it to a shared library at `path`, for WebAssembly
/// to a module (docs/targets.md says what it imports) and for AMD's GPUs to a
/// code object. Code may call nothing but memcpy, memmove and memset, and not
/// even these on WebAssembly; anything else is an error that names it.
llvm::Error emitModule(llvm::Module &module, llvm::StringRef path);

/// The bytes of such a library.
llvm::Expected<std::string> getSharedLibrary(llvm::Module &module);

/// The PTX text of a module that `translate` made for an NVIDIA GPU.
llvm::Expected<std::string> getPtx(llvm::Module &module);

/// The assembler that makes cubins of PTX: `asked` itself, none if that is
/// `none`; else, if it is empty, `ptxas` on the PATH, in CUDA_HOME or where
/// CUDA's installer puts it, or none. Fails if there is no such file.
llvm::Expected<std::optional<std::string>> findPtxas(llvm::StringRef asked);

/// The cubin that `ptxas` makes of PTX for `processor`, such as `sm_90`. Fails
/// with its first line.
llvm::Expected<std::string> assemblePtx(llvm::StringRef ptxas,
                                        llvm::StringRef ptx,
                                        llvm::StringRef processor);

/// The SPIR-V module of a module after `lower` for a GPU, as Vulkan takes it.
llvm::Expected<std::string> getSpirv(mlir::ModuleOp module);

/// Writes its operations as text.
llvm::Error printSpirv(mlir::ModuleOp module, llvm::raw_ostream &out);

} // namespace tern

#endif // TERN_CODEGEN_CODEGEN_H
