//===- Greedy.cpp - the largest logit, found by a launch ------------------===//
#include "Greedy.h"

#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

namespace {
constexpr int64_t kLanes = 32;
constexpr unsigned kAlignment = 8;

/// Logits are compared as keys, unsigned numbers: in the upper half a float's
/// bits, in the order of floats, in the lower the complement of its id, as the
/// first of equals wins. No number is above all.
class Greedy {
public:
  Greedy(OpBuilder &at, gpu::GPUFuncOp kernel)
      : b(kernel.getLoc(), at), kernel(kernel) {}

  void build() {
    Value tokens = loadStep(0), firstLogit = loadStep(2);
    Value rows = arith::SubIOp::create(b, tokens, firstLogit);
    Value thread =
        gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    Value some = compare(arith::CmpIPredicate::ugt, rows, index(0));
    auto all = scf::IfOp::create(b, some, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(all.thenBlock());
    Value row = arith::SubIOp::create(b, rows, index(1));
    addBest(findBest(thread, row), thread);
    trit::SyncGridOp::create(b, kernel.getArgument(kSyncBuffer));
    Value block =
        gpu::BlockIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    Value place = arith::OrIOp::create(b, block, thread);
    auto one =
        scf::IfOp::create(b, compare(arith::CmpIPredicate::eq, place, index(0)),
                          /*withElseRegion=*/false);
    b.setInsertionPointToStart(one.thenBlock());
    finish(tokens);
  }

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value word(int32_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  }
  Value wide(int64_t value) {
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  }
  Value compare(arith::CmpIPredicate how, Value x, Value y) {
    return arith::CmpIOp::create(b, how, x, y);
  }
  Value loadStep(int64_t at) {
    Value value =
        memref::LoadOp::create(b, kernel.getArgument(kStepBuffer), index(at));
    return arith::IndexCastOp::create(b, b.getIndexType(), value);
  }
  void storeWord(Value value, unsigned buffer, int64_t at) {
    memref::StoreOp::create(b, value, kernel.getArgument(buffer), index(at));
  }
  Value getBest() {
    return getPointer(b, kernel.getArgument(kSyncBuffer), kSyncBest);
  }

  Value getKey(Value logit, Value id) {
    // Zeros are equal.
    Value zero = arith::ConstantOp::create(b, b.getF32FloatAttr(0));
    Value bits = arith::BitcastOp::create(
        b, b.getI32Type(), arith::AddFOp::create(b, logit, zero));
    // Of negative numbers all bits turn, of others the sign.
    Value sign = arith::ShRSIOp::create(b, bits, word(31));
    Value turned = arith::OrIOp::create(b, sign, word(INT32_MIN));
    Value ordered = arith::XOrIOp::create(b, bits, turned);
    Value isNumber =
        arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, logit, logit);
    ordered = arith::SelectOp::create(b, isNumber, ordered, word(-1));
    Value high = arith::ShLIOp::create(
        b, arith::ExtUIOp::create(b, b.getI64Type(), ordered), wide(32));
    Value low = arith::SubIOp::create(
        b, wide(UINT32_MAX), arith::IndexCastOp::create(b, b.getI64Type(), id));
    return arith::OrIOp::create(b, high, low);
  }

  /// The largest key of a subgroup's logits.
  Value findBest(Value thread, Value row) {
    Value logits = kernel.getArgument(kLogitsBuffer);
    int64_t vocab = cast<MemRefType>(logits.getType()).getDimSize(1),
            threads = kernel.getKnownBlockSize()->front();
    auto here = [&](auto op) -> Value { return op; };
    Value block = here(
              gpu::BlockIdOp::create(b, b.getIndexType(), gpu::Dimension::x)),
          blocks = here(
              gpu::GridDimOp::create(b, b.getIndexType(), gpu::Dimension::x));
    Value begin = arith::AddIOp::create(
        b, arith::MulIOp::create(b, block, index(threads)), thread);
    Value step = arith::MulIOp::create(b, blocks, index(threads));
    auto loop = scf::ForOp::create(b, begin, index(vocab), step, wide(0));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      Value id = loop.getInductionVar();
      Value logit = memref::LoadOp::create(b, logits, ValueRange{row, id});
      Value key = getKey(logit, id);
      scf::YieldOp::create(
          b,
          arith::MaxUIOp::create(b, loop.getRegionIterArg(0), key).getResult());
    }
    Value best = loop.getResult(0);
    Value lane = arith::IndexCastOp::create(b, b.getI32Type(), thread);
    lane = arith::AndIOp::create(b, lane, word(kLanes - 1));
    for (int32_t bit = kLanes / 2; bit > 0; bit /= 2) {
      auto other = gpu::ShuffleOp::create(
          b, best, arith::XOrIOp::create(b, lane, word(bit)), word(kLanes),
          gpu::ShuffleMode::IDX);
      best = arith::MaxUIOp::create(b, best, other.getShuffleResult());
    }
    return best;
  }

  /// One thread of a subgroup does.
  void addBest(Value best, Value thread) {
    Value lane = arith::AndIOp::create(b, thread, index(kLanes - 1));
    auto first =
        scf::IfOp::create(b, compare(arith::CmpIPredicate::eq, lane, index(0)),
                          /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(first.thenBlock());
    LLVM::AtomicRMWOp::create(b, LLVM::AtomicBinOp::umax, getBest(), best,
                              LLVM::AtomicOrdering::monotonic,
                              getDeviceScope(kernel), kAlignment);
  }

  /// What one thread of the launch writes.
  void finish(Value tokens) {
    Value best = LLVM::LoadOp::create(b, b.getI64Type(), getBest(), kAlignment);
    LLVM::StoreOp::create(b, wide(0), getBest(), kAlignment);
    auto half = [&](Value value) -> Value {
      return arith::TruncIOp::create(b, b.getI32Type(), value);
    };
    Value id = arith::SubIOp::create(b, word(-1), half(best));
    Value ordered = half(arith::ShRUIOp::create(b, best, wide(32)));
    // Finite ones lie between the keys of the infinities.
    Value above = arith::SubIOp::create(b, ordered, word(kLowest));
    Value finite =
        compare(arith::CmpIPredicate::ult, above, word(kHighest - kLowest));
    id = arith::SelectOp::create(b, finite, id, word(-1));
    Value position = arith::AddIOp::create(b, loadStep(1), tokens);
    position = arith::IndexCastOp::create(b, b.getI32Type(), position);
    storeWord(id, kSyncBuffer, TERN_ABI_SYNC_ID / 4);
    storeWord(id, kIdsBuffer, 0);
    storeWord(word(1), kStepBuffer, 0);
    storeWord(position, kStepBuffer, 1);
    storeWord(word(0), kStepBuffer, 2);
  }

  /// Of the smallest finite number the upper half of the key, and of infinity.
  static constexpr int32_t kLowest = 0x00800000;
  static constexpr int32_t kHighest = static_cast<int32_t>(0xff800000);

  ImplicitLocOpBuilder b;
  gpu::GPUFuncOp kernel;
};
} // namespace

void tern::buildGreedy(OpBuilder &b, gpu::GPUFuncOp kernel) {
  Greedy(b, kernel).build();
}
