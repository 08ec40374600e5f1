//===- ExpandGridSync.cpp - workgroups that wait for each other -----------===//
#include "SyncMemory.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

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
  void store(Value value, Value to, Ordering ordering) {
    LLVM::StoreOp::create(b, value, to, kWord, /*isVolatile=*/false,
                          /*isNonTemporal=*/false, /*isInvariantGroup=*/false,
                          ordering, scope);
  }
  void fence() {
    if (fences)
      LLVM::FenceOp::create(b, Ordering::acq_rel, scope);
  }
  Value isEqual(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, x, y);
  }

  /// What one thread of a workgroup does. The generation is read before the
  /// workgroup counts as come, so that it cannot be the next one already.
  void meet() {
    Value count = getPointer(b, sync, kSyncCount),
          generation = getPointer(b, sync, kSyncGeneration);
    Value now = load(generation, Ordering::monotonic);
    // LLVM 22 makes an atomic addition of PTX relaxed whatever it says.
    fence();
    Value before =
        LLVM::AtomicRMWOp::create(b, LLVM::AtomicBinOp::add, count, constant(1),
                                  Ordering::acq_rel, scope, kWord);
    fence();
    Value workgroups =
        gpu::GridDimOp::create(b, b.getIndexType(), gpu::Dimension::x);
    workgroups = arith::IndexCastOp::create(b, b.getI32Type(), workgroups);
    Value come = arith::AddIOp::create(b, before, constant(1));
    auto last = scf::IfOp::create(b, isEqual(come, workgroups),
                                  /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(last.thenBlock());
    store(constant(0), count, Ordering::monotonic);
    store(arith::AddIOp::create(b, now, constant(1)), generation,
          Ordering::release);
    b.setInsertionPointToStart(last.elseBlock());
    auto loop = scf::WhileOp::create(b, TypeRange(), ValueRange());
    b.createBlock(&loop.getBefore());
    scf::ConditionOp::create(
        b, isEqual(load(generation, Ordering::acquire), now), ValueRange());
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
