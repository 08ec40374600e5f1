//===- VectorToLanes.cpp - vectors of a stage as scalars of threads -------===//
#include "Lanes.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_VECTORTOLANES
#include "tern/Conversion/Passes.h.inc"

namespace {
struct VectorToLanes : impl::VectorToLanesBase<VectorToLanes> {
  void runOnOperation() override {
    func::FuncOp stage = getOperation();
    trit::TargetAttr target = trit::getTarget(stage);
    if (!target)
      return signalPassFailure();
    if (isEntry(stage))
      return;
    storeOnce(stage);

    Lanes lanes(target.getLanes());
    RewritePatternSet patterns(&getContext());
    populateElementwiseToLanes(lanes, patterns);
    populateRearrangementsToLanes(lanes, patterns);
    populateTransfersToLanes(lanes, patterns);
    populateTritToLanes(lanes, patterns);
    scf::populateSCFStructuralTypeConversions(lanes, patterns);
    ConversionTarget legal(getContext());
    legal.markUnknownOpDynamicallyLegal([](Operation *op) {
      auto isVector = [](Type type) { return isa<VectorType>(type); };
      return (llvm::none_of(op->getOperandTypes(), isVector) &&
              llvm::none_of(op->getResultTypes(), isVector)) ||
             isWordRead(op);
    });
    if (failed(applyFullConversion(stage, legal, std::move(patterns))))
      signalPassFailure();
  }

private:
  /// All threads have computed a scalar; one stores it. Caches of a GPU are not
  /// filled ahead by hand.
  static void storeOnce(func::FuncOp stage) {
    stage.walk([](memref::PrefetchOp op) { op.erase(); });
    stage.walk([](memref::StoreOp op) {
      OpBuilder b(op);
      Location loc = op.getLoc();
      Value first = arith::CmpIOp::create(
          b, loc, arith::CmpIPredicate::eq, getLane(b, loc),
          arith::ConstantIndexOp::create(b, loc, 0));
      scf::IfOp once = createDivergentIf(b, loc, first);
      op->moveBefore(once.thenBlock(), once.thenBlock()->begin());
    });
  }

  /// Four bytes that a thread loads as a word.
  static bool isWordRead(Operation *op) {
    if (isa<vector::LoadOp>(op))
      return true;
    return isa<vector::BitCastOp, vector::ExtractOp>(op) &&
           op->getOperand(0).getDefiningOp() &&
           isWordRead(op->getOperand(0).getDefiningOp());
  }
};
} // namespace
} // namespace tern
