//===- EmitStage.cpp - the stage emit as a pass ---------------------------===//
#include "tern/Pipeline/Passes.h"

#include "tern/Codegen/Codegen.h"

#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EMITSTAGE
#include "tern/Pipeline/Passes.h.inc"

namespace {
struct EmitStage : impl::EmitStageBase<EmitStage> {
  using EmitStageBase::EmitStageBase;

  void getDependentDialects(DialectRegistry &registry) const override {
    registerCodegenDialects(registry);
  }

  void runOnOperation() override {
    if (llvm::Error error = run()) {
      getOperation().emitError(llvm::toString(std::move(error)));
      signalPassFailure();
    }
  }

private:
  llvm::Error run() {
    if (!llvm::is_contained({"llvm", "asm", "obj"}, kind))
      return llvm::createStringError("emit: kind=" + kind +
                                     ": expected llvm, asm or obj");
    llvm::LLVMContext context;
    llvm::Expected<std::unique_ptr<llvm::Module>> code =
        translate(getOperation(), context);
    if (!code)
      return code.takeError();
    llvm::SmallVector<char, 0> text;
    llvm::raw_svector_ostream stream(text);
    if (kind == "llvm")
      (*code)->print(stream, nullptr);
    else if (llvm::Error error = emitCode(**code, kind == "asm", stream))
      return error;
    std::string message;
    std::unique_ptr<llvm::ToolOutputFile> file =
        openOutputFile(output, &message);
    if (!file)
      return llvm::createStringError(message);
    file->os() << StringRef(text.data(), text.size());
    file->keep();
    return llvm::Error::success();
  }
};
} // namespace
} // namespace tern
