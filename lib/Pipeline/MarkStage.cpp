//===- MarkStage.cpp - the stage that a module has been through -----------===//
#include "tern/Pipeline/Passes.h"
#include "tern/Pipeline/Pipelines.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_MARKSTAGE
#include "tern/Pipeline/Passes.h.inc"

namespace {
struct MarkStage : impl::MarkStageBase<MarkStage> {
  using MarkStageBase::MarkStageBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!llvm::is_contained(kStageNames, stage)) {
      module.emitError("mark-stage: stage=")
          << stage.getValue() << ": expected "
          << llvm::join(ArrayRef<StringLiteral>(kStageNames), ", ");
      return signalPassFailure();
    }
    module->setAttr(kStageAttrName, StringAttr::get(&getContext(), stage));
  }
};
} // namespace
} // namespace tern
