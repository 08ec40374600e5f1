//===- ExpandGridSync.cpp - workgroups that wait for each other -----------===//
#include "SyncMemory.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDGRIDSYNC
#include "tern/Conversion/Passes.h.inc"

namespace {
class Sync {
public:
  explicit Sync(trit::SyncGridOp op)
      : b(op.getLoc(), op), scope(getDeviceScope(op)), sync(op.getSync()) {
    trit::TargetAttr target = trit::getTarget(op);
    fences = target && target.isNvidia();
  }

  void expand() {
    gpu::BarrierOp::create(b);
    Value zero = arith::ConstantIndexOp::create(b, 0);
    Value thread =
        gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    auto first = scf::IfOp::create(
        b,
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, thread, zero)
            .getResult(),
        /*withElseRegion=*/false);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(first.thenBlock());
      meet();
    }
    gpu::BarrierOp::create(b);
  }

private:
  using Ordering = LLVM::AtomicOrdering;

  Value constant(int32_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  }
  Value load(Value from, Ordering ordering) {
    return LLVM::LoadOp::create(b, b.getI32Type(), from, kWord,
                                /*isVolatile=*/false, /*isNonTemporal=*/false,
                                /*isInvariant=*/false,
                                /*isInvariantGroup=*/false, ordering, scope);
  }
  void fence() {
    if (fences)
      LLVM::FenceOp::create(b, Ordering::acq_rel, scope);
  }
  /// Compares the upper bits: `slt` if they differ, `sge` if not.
  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(b, predicate, arith::XOrIOp::create(b, x, y),
                                 constant(0));
  }
  /// What a workgroup adds: the first one what is missing to 2^31 when each of
  /// the others adds one.
  Value getShare() {
    auto read = [&](auto op) -> Value {
      return arith::IndexCastOp::create(b, b.getI32Type(), op);
    };
    auto x = gpu::Dimension::x;
    Value block = read(gpu::BlockIdOp::create(b, b.getIndexType(), x)),
          blocks = read(gpu::GridDimOp::create(b, b.getIndexType(), x));
    Value isFirst =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, block, constant(0));
    Value rest = arith::SubIOp::create(
        b, constant(std::numeric_limits<int32_t>::min() + 1), blocks);
    return arith::SelectOp::create(b, isFirst, rest, constant(1));
  }

  /// What one thread of a workgroup does. All additions of one meeting come to
  /// 2^31, so whoever completes it turns the counter's upper bit over, and the
  /// lower ones are zero again.
  void meet() {
    Value count = getPointer(b, sync, kSyncCount);
    Value share = getShare();
    // LLVM 22 makes an atomic addition of PTX relaxed whatever it says.
    fence();
    Value before =
        LLVM::AtomicRMWOp::create(b, LLVM::AtomicBinOp::add, count, share,
                                  Ordering::acq_rel, scope, kWord);
    Value after = arith::AddIOp::create(b, before, share);
    auto last =
        scf::IfOp::create(b, compare(arith::CmpIPredicate::slt, before, after),
                          /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(last.thenBlock());
    fence();
    b.setInsertionPointToStart(last.elseBlock());
    auto loop = scf::WhileOp::create(b, TypeRange(), ValueRange());
    b.createBlock(&loop.getBefore());
    scf::ConditionOp::create(b,
                             compare(arith::CmpIPredicate::sge, before,
                                     load(count, Ordering::acquire)),
                             ValueRange());
    b.createBlock(&loop.getAfter());
    trit::PauseOp::create(b);
    scf::YieldOp::create(b);
  }

  static constexpr unsigned kWord = 4;
  ImplicitLocOpBuilder b;
  StringRef scope;
  bool fences = false;
  Value sync;
};

struct ExpandGridSync : impl::ExpandGridSyncBase<ExpandGridSync> {
  void runOnOperation() override {
    SmallVector<trit::SyncGridOp> syncs;
    getOperation().walk([&](trit::SyncGridOp op) { syncs.push_back(op); });
    for (trit::SyncGridOp op : syncs) {
      Sync(op).expand();
      op.erase();
    }
  }
};
} // namespace
} // namespace tern
