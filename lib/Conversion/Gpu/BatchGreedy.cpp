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
    trit::SyncGridOp::create(b, kernel.getArgument(kSyncBuffer));
    finish(tokens);
  }

private:
  /// Logits of a part that a thread reads, all at the same time.
  static constexpr int64_t kReads = 16;

  Value getKeyPlace(Value row) {
    Value offset = arith::AddIOp::create(
        b, arith::MulIOp::create(b, row, index(TERN_ABI_SYNC_KEY_BYTES)),
        index(TERN_ABI_SYNC_BYTES));
    offset = arith::IndexCastOp::create(b, b.getI64Type(), offset);
    return getPointer(b, kernel.getArgument(kSyncBuffer), offset);
  }

  void raiseKeys(Value tokens) {
    int64_t vocab =
        cast<MemRefType>(kernel.getArgument(kLogitsBuffer).getType())
            .getDimSize(1);
    Value parts = index(llvm::divideCeilSigned(vocab, kLanes * kReads));
    Value lane = arith::AndIOp::create(b, thread, index(kLanes - 1));
    Value groups = arith::DivUIOp::create(b, threads, index(kLanes));
    Value group =
        arith::AddIOp::create(b, arith::MulIOp::create(b, block, groups),
                              arith::DivUIOp::create(b, thread, index(kLanes)));
    auto loop =
        scf::ForOp::create(b, group, arith::MulIOp::create(b, tokens, parts),
                           arith::MulIOp::create(b, blocks, groups));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value row = arith::DivUIOp::create(b, loop.getInductionVar(), parts);
    Value part = arith::RemUIOp::create(b, loop.getInductionVar(), parts);
    Value first = arith::AddIOp::create(
        b, arith::MulIOp::create(b, part, index(kLanes * kReads)), lane);
    Value best = reduceLanes(findBest(row, first, vocab), lane);
    raise(getKeyPlace(row), best, lane);
  }

  /// The largest key of what a thread reads of a part, from an id on.
  Value findBest(Value row, Value first, int64_t vocab) {
    SmallVector<Value> ids, logits;
    for (int64_t i = 0; i < kReads; ++i) {
      Value id = arith::AddIOp::create(b, first, index(i * kLanes));
      // Behind the last there is the last.
      ids.push_back(arith::MinUIOp::create(b, id, index(vocab - 1)));
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
    Value begin = arith::AddIOp::create(
        b, arith::MulIOp::create(b, block, threads), thread);
    auto loop = scf::ForOp::create(b, begin, tokens,
                                   arith::MulIOp::create(b, blocks, threads));
    b.setInsertionPointToStart(loop.getBody());
    Value row = loop.getInductionVar(), ids = kernel.getArgument(kIdsBuffer);
    memref::StoreOp::create(b, takeId(getKeyPlace(row)), ids,
                            ValueRange{index(0), row});
    Value position = memref::LoadOp::create(b, ids, ValueRange{index(2), row});
    memref::StoreOp::create(b, arith::AddIOp::create(b, position, word(1)), ids,
                            ValueRange{index(2), row});
  }
};
} // namespace

void tern::buildBatchGreedy(OpBuilder &b, gpu::GPUFuncOp kernel) {
  BatchGreedy(b, kernel).build();
}
