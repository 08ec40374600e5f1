//===- ExpandGridSync.cpp - workgroups that wait for each other -----------===//
#include "SyncMemory.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDGRIDSYNC
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Accesses of a counter in the device's memory.
class Counter {
protected:
  explicit Counter(Operation *op)
      : b(op->getLoc(), op), scope(getDeviceScope(op)) {
    trit::TargetAttr target = trit::getTarget(op);
    fences = target && target.isNvidia();
  }

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
  /// Releases and acquires; returns what was there.
  Value add(Value to, Value value) {
    // LLVM 22 makes an atomic addition of PTX relaxed whatever it says.
    fence();
    return LLVM::AtomicRMWOp::create(b, LLVM::AtomicBinOp::add, to, value,
                                     Ordering::acq_rel, scope, kWord);
  }
  void fence() {
    if (fences)
      LLVM::FenceOp::create(b, Ordering::acq_rel, scope);
  }

  static constexpr unsigned kWord = 4;
  ImplicitLocOpBuilder b;
  StringRef scope;
  bool fences = false;
};

class Arrival : Counter {
public:
  explicit Arrival(trit::ArriveOp op) : Counter(op), op(op) {}

  void expand() {
    Value bytes = arith::MulIOp::create(
        b, op.getAt(), arith::ConstantIndexOp::create(b, kWord));
    bytes = arith::IndexCastOp::create(b, b.getI64Type(), bytes);
    Value counter = getPointer(b, op.getCounters(), bytes);
    Value before = add(counter, constant(1));
    fence();
    Value come = arith::AddIOp::create(b, before, constant(1)),
          all = arith::IndexCastOp::create(b, b.getI32Type(), op.getCount());
    Value last = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, come, all);
    auto resets = scf::IfOp::create(b, last, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(resets.thenBlock());
    LLVM::StoreOp::create(b, constant(0), counter, kWord,
                          /*isVolatile=*/false, /*isNonTemporal=*/false,
                          /*isInvariantGroup=*/false, Ordering::monotonic,
                          scope);
    op.getLast().replaceAllUsesWith(last);
  }

private:
  trit::ArriveOp op;
};

class Sync : Counter {
public:
  explicit Sync(trit::SyncGridOp op)
      : Counter(op), op(op), sync(op.getSync()) {}

  void expand() {
    gpu::BarrierOp::create(b);
    Value first =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, op.getThread(),
                              arith::ConstantIndexOp::create(b, 0));
    Value before = computeIf(b, first, constant(0),
                             [&] { return SmallVector<Value>{come()}; })[0];
    if (Region &meanwhile = op.getMeanwhile(); !meanwhile.empty())
      op->getBlock()->getOperations().splice(op->getIterator(),
                                             meanwhile.front().getOperations());
    auto waits = scf::IfOp::create(b, first, /*withElseRegion=*/false);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(waits.thenBlock());
      wait(before);
    }
    gpu::BarrierOp::create(b);
  }

private:
  /// What a workgroup adds: the first one what is missing to 2^31 when each of
  /// the others adds one.
  Value getShare() {
    auto narrow = [&](Value number) -> Value {
      return arith::IndexCastOp::create(b, b.getI32Type(), number);
    };
    Value block = narrow(op.getBlock()), blocks = narrow(op.getBlocks());
    Value isFirst =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, block, constant(0));
    Value rest = arith::SubIOp::create(
        b, constant(std::numeric_limits<int32_t>::min() + 1), blocks);
    return arith::SelectOp::create(b, isFirst, rest, constant(1));
  }

  /// Adds a workgroup's share, by one of its threads, and returns what the
  /// counter's upper bit was. All shares of one meeting come to 2^31, so
  /// whoever completes it turns that bit over, and the lower ones are zero
  /// again. As the bit stays until this workgroup has come, it is read in front
  /// of the addition, whose result nobody waits for.
  Value come() {
    Value count = getPointer(b, sync, kSyncCount);
    Value before = load(count, Ordering::monotonic);
    add(count, getShare());
    return before;
  }

  /// Reads until all have come.
  void wait(Value before) {
    Value count = getPointer(b, sync, kSyncCount);
    auto loop = scf::WhileOp::create(b, TypeRange(), ValueRange());
    OpBuilder::InsertionGuard guard(b);
    b.createBlock(&loop.getBefore());
    Value turned =
        arith::XOrIOp::create(b, before, load(count, Ordering::acquire));
    scf::ConditionOp::create(b,
                             arith::CmpIOp::create(b, arith::CmpIPredicate::sge,
                                                   turned, constant(0)),
                             ValueRange());
    b.createBlock(&loop.getAfter());
    trit::PauseOp::create(b);
    scf::YieldOp::create(b);
  }

  trit::SyncGridOp op;
  Value sync;
};

struct ExpandGridSync : impl::ExpandGridSyncBase<ExpandGridSync> {
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<trit::SyncGridOp, trit::ArriveOp>(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      if (auto sync = dyn_cast<trit::SyncGridOp>(op))
        Sync(sync).expand();
      else
        Arrival(cast<trit::ArriveOp>(op)).expand();
      op->erase();
    }
  }
};
} // namespace
} // namespace tern
