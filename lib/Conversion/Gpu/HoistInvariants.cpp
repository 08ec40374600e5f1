//===- HoistInvariants.cpp - what loops need not compute again ------------===//
#include "ProductThreads.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_HOISTINVARIANTS
#include "tern/Conversion/Passes.h.inc"

namespace {
bool multiplies(Operation *op) {
  return isa<trit::MmaWordsOp, trit::MmaTilesOp>(op);
}

/// Whether `loop` is over tiles for which a loop multiplies matrices.
bool isAroundMatrices(LoopLikeOpInterface loop) {
  return !loop->getParentOfType<LoopLikeOpInterface>() &&
         loop->walk([&](Operation *op) {
               return multiplies(op) &&
                              op->getParentOfType<LoopLikeOpInterface>() != loop
                          ? WalkResult::interrupt()
                          : WalkResult::advance();
             })
             .wasInterrupted();
}

/// Moves what has no effects to where it is first used: what a later loop
/// begins with is not kept in registers by the loops before it.
void sinkToUses(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (op.getNumRegions() > 0 || op.use_empty() || !isMemoryEffectFree(&op))
      continue;
    Operation *first = nullptr;
    for (Operation *user : op.getUsers())
      if (Operation *own = block.findAncestorOpInBlock(*user);
          !first || own->isBeforeInBlock(first))
        first = own;
    op.moveBefore(first);
  }
}

struct HoistInvariants : impl::HoistInvariantsBase<HoistInvariants> {
  void runOnOperation() override {
    // What threads have in common AMD's code has in scalar registers, of which
    // sums take none.
    trit::TargetAttr target = trit::getTarget(getOperation());
    bool keeps = !target || target.getGpu() != "amd";
    getOperation()->walk([&](LoopLikeOpInterface loop) {
      if (keeps && isAroundMatrices(loop))
        loop->setAttr(kLoopAttrName,
                      getRolledLoop(&getContext(), /*keepsCode=*/true));
      else
        moveLoopInvariantCode(loop);
    });
    getOperation()->walk(
        [](gpu::GPUFuncOp kernel) { sinkToUses(kernel.getBody().front()); });
  }
};
} // namespace
} // namespace tern
