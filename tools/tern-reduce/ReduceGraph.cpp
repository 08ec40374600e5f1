//===- ReduceGraph.cpp - drop what a failure does not need ----------------===//
//
// MLIR's reduction tree leaves out runs of operations as they are, after which
// a graph whose operations read each other is no IR.
//
//===----------------------------------------------------------------------===//
#include "Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Reducer/Tester.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_REDUCEGRAPH
#include "tools/tern-reduce/Passes.h.inc"

/// What readers of a result of `op` may read in its place.
static Value substitute(Operation *op, Type type) {
  for (Value operand : op->getOperands())
    if (operand.getType() == type)
      return operand;
  OpBuilder builder(op);
  return ub::PoisonOp::create(builder, op->getLoc(), type);
}

static void drop(Operation *op) {
  SmallVector<Value> operands(op->getOperands());
  for (Value result : op->getResults())
    if (!result.use_empty())
      result.replaceAllUsesWith(substitute(op, result.getType()));
  op->erase();
  for (Value operand : operands)
    if (auto poison = operand.getDefiningOp<ub::PoisonOp>())
      if (poison->use_empty())
        poison->erase();
}

namespace {
struct ReduceGraph : impl::ReduceGraphBase<ReduceGraph> {
  using ReduceGraphBase::ReduceGraphBase;

  void runOnOperation() override {
    test.setTestScript(tester);
    if (!shows(getOperation())) {
      getOperation().emitError("reduce-graph: test=")
          << tester << ": expected the exit status 1 for the whole module";
      return signalPassFailure();
    }
    reduce(*getOperation().getBody());
  }

private:
  void reduce(Block &block) {
    SmallVector<Operation *> operations;
    for (Operation &op : block)
      if (!op.hasTrait<OpTrait::IsTerminator>())
        operations.push_back(&op);
    for (Operation *op : llvm::reverse(operations)) {
      if (showsWithout(op)) {
        drop(op);
        continue;
      }
      for (Region &region : op->getRegions())
        for (Block &inner : region)
          reduce(inner);
    }
  }

  bool showsWithout(Operation *op) {
    IRMapping copies;
    OwningOpRef<ModuleOp> module(cast<ModuleOp>(getOperation()->clone(copies)));
    drop(copies.lookup(op));
    return shows(*module);
  }

  bool shows(ModuleOp module) {
    return test.isInteresting(module).first == Tester::Interestingness::True;
  }

  Tester test;
};
} // namespace
} // namespace tern
