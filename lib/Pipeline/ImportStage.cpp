//===- ImportStage.cpp - the stage import as a pass -----------------------===//
#include "tern/Pipeline/Passes.h"

#include "tern/Import/Import.h"
#include "tern/Import/ParamSource.h"
#include "tern/Pipeline/Pipelines.h"
#include "tern/Target/Target.h"

#include "llvm/Support/Path.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_IMPORTSTAGE
#include "tern/Pipeline/Passes.h.inc"

namespace {
struct ImportStage : impl::ImportStageBase<ImportStage> {
  using ImportStageBase::ImportStageBase;

  void runOnOperation() override {
    if (llvm::Error error = run()) {
      getOperation().emitError(llvm::toString(std::move(error)));
      signalPassFailure();
    }
  }

private:
  llvm::Error run() {
    ModuleOp module = getOperation();
    if (!module.getBody()->empty())
      return llvm::createStringError("import: expected an empty module");
    if (checkpoint.empty())
      return llvm::createStringError(
          "import: expected the option checkpoint=PATH");
    llvm::Expected<CheckpointOptions> how =
        parseCheckpointOptions(projections, i2sLayout);
    if (!how)
      return how.takeError();
    llvm::Expected<Checkpoint> opened = Checkpoint::open(checkpoint, *how);
    if (!opened)
      return opened.takeError();
    llvm::Expected<const TargetDescription *> found = findTarget(target);
    if (!found)
      return found.takeError();
    ImportOptions options{tokens, llvm::sys::path::filename(checkpoint).str()};
    llvm::Expected<OwningOpRef<ModuleOp>> imported =
        importCheckpoint(&getContext(), *opened, options);
    if (!imported)
      return imported.takeError();
    module->setAttrs((*imported)->getOperation()->getAttrs());
    module->setAttr(trit::kTargetAttrName,
                    getTargetAttr(&getContext(), **found));
    module->setAttr(kStageAttrName,
                    StringAttr::get(&getContext(), kStageNames[0]));
    module.getBody()->getOperations().splice(
        module.getBody()->end(), (*imported)->getBody()->getOperations());
    return llvm::Error::success();
  }
};
} // namespace
} // namespace tern
