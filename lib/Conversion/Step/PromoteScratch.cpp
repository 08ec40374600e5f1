//===- PromoteScratch.cpp - a tile's scratch on the stack -----------------===//
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_PROMOTESCRATCH
#include "tern/Conversion/Passes.h.inc"

namespace {
struct PromoteScratch : impl::PromoteScratchBase<PromoteScratch> {
  void runOnOperation() override {
    if (isEntry(getOperation()) || getOperation().isExternal())
      return;
    WalkResult result = getOperation().walk([&](memref::AllocOp alloc) {
      return failed(promote(alloc)) ? WalkResult::interrupt()
                                    : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  LogicalResult promote(memref::AllocOp alloc) {
    MemRefType type = alloc.getType();
    SmallVector<int64_t> shape(type.getShape());
    for (auto [index, size] : llvm::enumerate(alloc.getMixedSizes())) {
      if (!type.isDynamicDim(index))
        continue;
      FailureOr<int64_t> bound = ValueBoundsConstraintSet::computeConstantBound(
          presburger::BoundType::UB, ValueBoundsConstraintSet::Variable(size),
          /*stopCondition=*/nullptr,
          /*closedUB=*/true);
      if (failed(bound))
        return alloc.emitError("a tile's scratch needs a constant bound, got ")
               << type;
      shape[index] = *bound;
    }
    OpBuilder b = OpBuilder::atBlockBegin(&getOperation().getBody().front());
    auto slotType = MemRefType::get(shape, type.getElementType());
    Value slot = memref::AllocaOp::create(b, alloc.getLoc(), slotType,
                                          b.getI64IntegerAttr(64));
    if (slotType != type) {
      // Rows keep the slot's stride; what reads them takes any.
      b.setInsertionPoint(alloc);
      SmallVector<OpFoldResult> zeros(shape.size(), b.getIndexAttr(0)),
          ones(shape.size(), b.getIndexAttr(1));
      slot = memref::SubViewOp::create(b, alloc.getLoc(), slot, zeros,
                                       alloc.getMixedSizes(), ones);
    }
    for (OpOperand &use : llvm::make_early_inc_range(alloc->getUses())) {
      if (!isa<trit::MmtOp>(use.getOwner()) && slot.getType() != type &&
          isa<memref::SubViewOp, memref::CastOp>(use.getOwner()))
        return use.getOwner()->emitError(
            "views of scratch of dynamic size are not expected here");
      use.set(slot);
    }
    alloc.erase();
    return success();
  }
};
} // namespace
} // namespace tern
