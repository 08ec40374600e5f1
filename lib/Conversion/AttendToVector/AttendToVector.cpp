//===- AttendToVector.cpp - attention on buffers as loops of vectors ------===//
#include "AttendLowering.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ATTENDTOVECTOR
#include "tern/Conversion/Passes.h.inc"

namespace {
struct AttendToVector : impl::AttendToVectorBase<AttendToVector> {
  using AttendToVectorBase::AttendToVectorBase;

  void runOnOperation() override {
    SmallVector<AttendOp> ops;
    getOperation().walk([&](AttendOp op) { ops.push_back(op); });
    if (ops.empty())
      return;
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    for (AttendOp op : ops) {
      if (!op.hasPureBufferSemantics()) {
        op.emitError("must be on buffers; run one-shot-bufferize first");
        return signalPassFailure();
      }
      int64_t block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
      if (rows < 1 || prefetch < 0 || block % target.getLanes() != 0) {
        op.emitError("needs rows > 0, prefetch >= 0 and blocks of whole "
                     "vectors, got ")
            << rows.getValue() << " rows, " << prefetch.getValue()
            << " and blocks of " << block << " for " << target.getLanes()
            << " lanes";
        return signalPassFailure();
      }
      AttendLowering(op, target.getLanes(), chooseTiles(op, target, block))
          .run();
    }
  }

private:
  /// 16 sums of 32 registers, or 8 of 16.
  AttendTiles chooseTiles(AttendOp op, trit::TargetAttr target,
                          int64_t block) const {
    auto values = cast<MemRefType>(op.getRows().getType());
    int64_t lanes = target.getLanes();
    bool manyRegisters = target.hasManyRegisters(),
         single = cast<MemRefType>(op.getQuery().getType()).getDimSize(0) == 1;
    AttendTiles tiles{rows, manyRegisters ? 4 : 2, manyRegisters ? 4 : 2, 4,
                      single ? prefetch : 0};
    // One token's values of f32 are as fast as they are read: in whole rows.
    // Others are as fast as they are widened: once for all heads.
    if (manyRegisters && single && values.getElementType().isF32()) {
      tiles.valueRows = 2;
      tiles.valueVectors = 8;
    }
    while (block % (tiles.scoreVectors * lanes) != 0)
      tiles.scoreVectors /= 2;
    return tiles;
  }
};
} // namespace
} // namespace tern
