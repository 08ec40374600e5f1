//===- SplitEmptyTensors.cpp - a tensor.empty for each use ----------------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_SPLITEMPTYTENSORS
#include "tern/Conversion/Passes.h.inc"

namespace {
struct SplitEmptyTensors : impl::SplitEmptyTensorsBase<SplitEmptyTensors> {
  void runOnOperation() override {
    getOperation().walk([](tensor::EmptyOp op) {
      if (op->hasOneUse())
        return;
      for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
        OpBuilder b(use.getOwner());
        use.set(b.clone(*op)->getResult(0));
      }
      op.erase();
    });
  }
};
} // namespace
} // namespace tern
