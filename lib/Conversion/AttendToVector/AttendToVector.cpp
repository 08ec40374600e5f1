//===- AttendToVector.cpp - attention on buffers as loops of vectors ------===//
#include "AttendLowering.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"
#include "tern/Schedule/Schedule.h"

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
  void runOnOperation() override {
    SmallVector<AttendOp> ops;
    getOperation().walk([&](AttendOp op) { ops.push_back(op); });
    if (ops.empty())
      return;
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    llvm::erase_if(ops, [&](AttendOp op) {
      auto query = cast<ShapedType>(op.getQuery().getType());
      int64_t tokens = query.getDimSize(0);
      return attendsByMatrices(target, tokens,
                               cast<ShapedType>(op.getKeys().getType())) ||
             attendsByThreads(target, tokens, query.getDimSize(2));
    });
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    for (AttendOp op : ops) {
      if (!op.hasPureBufferSemantics()) {
        op.emitError("must be on buffers; run one-shot-bufferize first");
        return signalPassFailure();
      }
      int64_t block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
      if (block % target.getLanes() != 0) {
        op.emitError("needs blocks of whole vectors, got blocks of ")
            << block << " for " << target.getLanes() << " lanes";
        return signalPassFailure();
      }
      AttendLowering(op, target.getLanes(), target.addsPairs(),
                     chooseTiles(op, target, block, *schedule))
          .run();
    }
  }

private:
  static AttendTiles chooseTiles(AttendOp op, trit::TargetAttr target,
                                 int64_t block, const Schedule &schedule) {
    const auto &s = schedule.attention;
    bool single = cast<MemRefType>(op.getQuery().getType()).getDimSize(0) == 1,
         wide =
             cast<MemRefType>(op.getRows().getType()).getElementType().isF32();
    // One token's values of f32 are as fast as they are read. Others are as
    // fast as they are widened.
    bool reads = single && wide;
    AttendTiles tiles{s.scoreRows, s.scoreVectors,
                      reads ? s.decodeValueRows : s.valueRows,
                      reads ? s.decodeValueVectors : s.valueVectors,
                      single ? s.prefetchBytes : 0};
    // Each product of digits has two sums, of the upper and of the lower ones.
    if (cast<MemRefType>(op.getKeys().getType()).getRank() == 4 &&
        !target.addsPairs()) {
      tiles.scoreVectors = std::max<int64_t>(1, tiles.scoreVectors / 2);
      tiles.valueVectors = std::max<int64_t>(1, tiles.valueVectors / 2);
    }
    while (block % (tiles.scoreVectors * target.getLanes()) != 0)
      tiles.scoreVectors /= 2;
    return tiles;
  }
};
} // namespace
} // namespace tern
