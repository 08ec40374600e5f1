//===- Greedy.cpp - the largest logit, found by a launch ------------------===//
#include "Greedy.h"

#include "LogitKeys.h"
#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

namespace {
class Greedy : LogitKeys {
public:
  using LogitKeys::LogitKeys;

  void build() {
    Value tokens = loadStep(0), firstLogit = loadStep(2);
    Value rows = arith::SubIOp::create(b, tokens, firstLogit);
    Value some = compare(arith::CmpIPredicate::ugt, rows, constant(0));
    auto all = scf::IfOp::create(b, some, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(all.thenBlock());
    Value lane = arith::AndIOp::create(b, thread, constant(kLanes - 1));
    Value row = arith::SubIOp::create(b, rows, constant(1));
    Value best = reduceLanes(findBest(row));
    raise(getBest(), best, lane);
    createMeeting(b, kernel, *this);
    b.setInsertionPointToStart(createIfFirst(b, *this).thenBlock());
    finish(tokens);
  }

private:
  void storeWord(Value value, unsigned buffer, int64_t at) {
    memref::StoreOp::create(b, value, kernel.getArgument(buffer), constant(at));
  }
  Value getBest() {
    return getPointer(b, kernel.getArgument(kSyncBuffer), kSyncBest);
  }

  /// The largest key of a thread's logits.
  Value findBest(Value row) {
    Value logits = kernel.getArgument(kLogitsBuffer);
    int64_t vocab = cast<MemRefType>(logits.getType()).getDimSize(1);
    auto loop =
        scf::ForOp::create(b, add(times(block, threads), thread),
                           constant(vocab), times(blocks, threads), wide(0));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value id = loop.getInductionVar();
    Value logit = memref::LoadOp::create(b, logits, ValueRange{row, id});
    Value key = getKey(logit, id);
    scf::YieldOp::create(
        b,
        arith::MaxUIOp::create(b, loop.getRegionIterArg(0), key).getResult());
    return loop.getResult(0);
  }

  /// What one thread of the launch writes.
  void finish(Value tokens) {
    Value id = takeId(getBest());
    Value position = add(loadStep(1), tokens);
    position = arith::IndexCastOp::create(b, b.getI32Type(), position);
    storeWord(id, kSyncBuffer, TERN_ABI_SYNC_ID / 4);
    // The next step may have been started whatever the id is.
    storeWord(arith::MaxSIOp::create(b, id, constant32(0)), kIdsBuffer, 0);
    storeWord(constant32(1), kStepBuffer, 0);
    storeWord(position, kStepBuffer, 1);
    storeWord(constant32(0), kStepBuffer, 2);
  }
};
} // namespace

void tern::buildGreedy(OpBuilder &b, gpu::GPUFuncOp kernel,
                       const ThreadOfLaunch &place) {
  Greedy(b, kernel, place).build();
}
