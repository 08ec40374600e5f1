//===- AttendToThreads.cpp - attention of one token, kernel by kernel -----===//
#include "AttendMerge.h"
#include "AttendThreads.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ATTENDTOTHREADS
#include "tern/Conversion/Passes.h.inc"

bool attendsByThreads(trit::TargetAttr target, int64_t tokens,
                      int64_t headDim) {
  return target.sharesColumns() && tokens == 1 &&
         headDim % kAttendNumbers == 0 && headDim <= kAttendMostFeatures;
}

namespace {
struct AttendToThreads : impl::AttendToThreadsBase<AttendToThreads> {
  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    SmallVector<AttendOp> ops;
    SmallVector<MergeChunksOp> merges;
    kernel.walk([&](AttendOp op) { ops.push_back(op); });
    kernel.walk([&](MergeChunksOp op) { merges.push_back(op); });
    if (ops.empty() && merges.empty())
      return;
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(),
                                                &kernel.getBody().front());
    KernelThreads threads = getKernelThreads(b, kernel, target, kAttendBatch);
    for (AttendOp op : ops) {
      if (failed(check(op, target)))
        return signalPassFailure();
      AttendBuilder(op, ofTile(op, threads)).run();
    }
    for (MergeChunksOp op : merges) {
      mergeChunks(op, threads);
      op.erase();
    }
  }

private:
  /// A worker has few tiles, and what its threads compute of their numbers
  /// would be kept in registers for all of them. A zero that compilers do not
  /// know, as no position takes so many bits, leaves it within the tile.
  static KernelThreads ofTile(AttendOp op, const KernelThreads &threads) {
    ImplicitLocOpBuilder b(op.getLoc(), op);
    constexpr int64_t kMostPositionBits = 48;
    Value zero = arith::ShRUIOp::create(
        b, op.getBegin(), arith::ConstantIndexOp::create(b, kMostPositionBits));
    KernelThreads own = threads;
    for (Value *number : {&own.thread, &own.lane, &own.subgroup})
      *number = arith::AddIOp::create(b, *number, zero);
    return own;
  }

  static LogicalResult check(AttendOp op, trit::TargetAttr target) {
    auto query = cast<ShapedType>(op.getQuery().getType()),
         keys = cast<ShapedType>(op.getKeys().getType());
    if (op.hasPureBufferSemantics() &&
        attendsByThreads(target, query.getDimSize(0), query.getDimSize(2)) &&
        keys.getRank() == 3 && keys.getDimSize(2) % kAttendBatch == 0)
      return success();
    return op.emitError("must be of one token on buffers, its features whole "
                        "words and its blocks of keys whole batches of ")
           << kAttendBatch << " positions";
  }
};
} // namespace
} // namespace tern
