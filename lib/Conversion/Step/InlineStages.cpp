//===- InlineStages.cpp - isolated stages back in their entries -----------===//
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_INLINESTAGES
#include "tern/Conversion/Passes.h.inc"

namespace {
struct InlineStages : impl::InlineStagesBase<InlineStages> {
  void runOnOperation() override {
    SymbolTableCollection tables;
    SymbolTable &symbols = tables.getSymbolTable(getOperation());
    llvm::SetVector<func::FuncOp> stages;
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!isEntry(entry))
        continue;
      auto calls = entry.getBody().front().getOps<func::CallOp>();
      for (func::CallOp call : llvm::make_early_inc_range(calls)) {
        auto stage = symbols.lookup<func::FuncOp>(call.getCallee());
        if (!stage.getBody().hasOneBlock())
          continue;
        inlineCall(call, stage);
        stages.insert(stage);
      }
    }
    SymbolUserMap users(tables, getOperation());
    for (func::FuncOp stage : stages)
      if (stage.isPrivate() && users.useEmpty(stage))
        symbols.erase(stage);
  }

private:
  static void inlineCall(func::CallOp call, func::FuncOp stage) {
    Block &body = stage.getBody().front();
    OpBuilder b(call);
    IRMapping map;
    map.map(body.getArguments(), call.getOperands());
    for (Operation &op : body.without_terminator())
      b.clone(op, map);
    for (auto [result, value] : llvm::zip_equal(
             call.getResults(), body.getTerminator()->getOperands()))
      result.replaceAllUsesWith(map.lookup(value));
    call.erase();
  }
};
} // namespace
} // namespace tern
