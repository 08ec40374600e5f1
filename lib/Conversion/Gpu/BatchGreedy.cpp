//===- BatchGreedy.cpp - largest logits of many rows, found by a launch ---===//
#include "Greedy.h"

#include "LogitKeys.h"
#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Subgroups share parts of rows, so that a few rows keep all of them busy and
/// many cost little more than to be read. A row's key is in the device's
/// memory.
class BatchGreedy : LogitKeys {
public:
  using LogitKeys::LogitKeys;

  void build() {
    Value tokens = loadStep(0);
    raiseKeys(tokens);
    createMeeting(b, kernel, *this);
    finish(tokens);
  }

private:
  /// Logits of a part that a thread reads, all at the same time.
  static constexpr int64_t kReads = 16;

  Value getKeyPlace(Value row) {
    Value offset =
        add(times(row, TERN_ABI_SYNC_KEY_BYTES), constant(TERN_ABI_SYNC_BYTES));
    offset = arith::IndexCastOp::create(b, b.getI64Type(), offset);
    return getPointer(b, kernel.getArgument(kSyncBuffer), offset);
  }

  void raiseKeys(Value tokens) {
    int64_t vocab =
        cast<MemRefType>(kernel.getArgument(kLogitsBuffer).getType())
            .getDimSize(1);
    Value parts = constant(llvm::divideCeilSigned(vocab, kLanes * kReads));
    Value lane = arith::AndIOp::create(b, thread, constant(kLanes - 1));
    int64_t groups = threads / kLanes;
    Value group = add(times(block, groups),
                      arith::DivUIOp::create(b, thread, constant(kLanes)));
    auto loop =
        scf::ForOp::create(b, group, arith::MulIOp::create(b, tokens, parts),
                           times(blocks, groups));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value row = arith::DivUIOp::create(b, loop.getInductionVar(), parts);
    Value part = arith::RemUIOp::create(b, loop.getInductionVar(), parts);
    Value first = add(times(part, kLanes * kReads), lane);
    Value best = reduceLanes(findBest(row, first, vocab));
    raise(getKeyPlace(row), best, lane);
  }

  /// The largest key of what a thread reads of a part, from an id on.
  Value findBest(Value row, Value first, int64_t vocab) {
    SmallVector<Value> ids, logits;
    for (int64_t i = 0; i < kReads; ++i) {
      Value id = add(first, constant(i * kLanes));
      // Behind the last there is the last.
      ids.push_back(arith::MinUIOp::create(b, id, constant(vocab - 1)));
      logits.push_back(memref::LoadOp::create(
          b, kernel.getArgument(kLogitsBuffer), ValueRange{row, ids.back()}));
    }
    Value best = wide(0);
    for (auto [logit, id] : llvm::zip_equal(logits, ids))
      best = arith::MaxUIOp::create(b, best, getKey(logit, id));
    return best;
  }

  /// What a thread writes for each of its tokens, of which the next step has
  /// the ids in the first row and the positions in the third.
  void finish(Value tokens) {
    auto loop = scf::ForOp::create(b, add(times(block, threads), thread),
                                   tokens, times(blocks, threads));
    b.setInsertionPointToStart(loop.getBody());
    Value row = loop.getInductionVar(), ids = kernel.getArgument(kIdsBuffer);
    memref::StoreOp::create(b, takeId(getKeyPlace(row)), ids,
                            ValueRange{constant(0), row});
    Value position =
        memref::LoadOp::create(b, ids, ValueRange{constant(2), row});
    memref::StoreOp::create(b, add(position, constant32(1)), ids,
                            ValueRange{constant(2), row});
  }
};
} // namespace

void tern::buildBatchGreedy(OpBuilder &b, gpu::GPUFuncOp kernel,
                            const ThreadOfLaunch &place) {
  BatchGreedy(b, kernel, place).build();
}
