//===- ExchangeThroughMemory.cpp - shuffles by the workgroup's memory -----===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXCHANGETHROUGHMEMORY
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Two buffers in turn: when one is written again, the barrier between writing
/// and reading the other has passed, so that an exchange takes one barrier.
class Exchange {
public:
  Exchange(gpu::GPUFuncOp kernel, Type type, int64_t lanes) {
    auto space = gpu::AddressSpaceAttr::get(kernel.getContext(),
                                            gpu::AddressSpace::Workgroup);
    for (Turn &turn : turns)
      turn.buffer = kernel.addWorkgroupAttribution(
          MemRefType::get({lanes}, type, MemRefLayoutAttrInterface(), space),
          kernel.getLoc());
  }

  void lower(gpu::ShuffleOp op) {
    OpBuilder b(op);
    Location loc = op.getLoc();
    Value buffer = publish(b, op);
    Value lane =
        arith::IndexCastUIOp::create(b, loc, b.getIndexType(), op.getOffset());
    op.getShuffleResult().replaceAllUsesWith(
        memref::LoadOp::create(b, loc, buffer, lane).getResult());
    op.erase();
  }

private:
  struct Turn {
    Value buffer;
    /// What it holds, in the block where it was written.
    Value value;
    Block *block = nullptr;
  };

  Value publish(OpBuilder &b, gpu::ShuffleOp op) {
    for (Turn &turn : turns)
      if (turn.value == op.getValue() && turn.block == op->getBlock())
        return turn.buffer;
    Turn &turn = turns[next];
    next = 1 - next;
    turn.value = op.getValue();
    turn.block = op->getBlock();
    Value lane = gpu::ThreadIdOp::create(b, op.getLoc(), b.getIndexType(),
                                         gpu::Dimension::x);
    memref::StoreOp::create(b, op.getLoc(), turn.value, turn.buffer, lane);
    return turn.buffer;
  }

  Turn turns[2];
  unsigned next = 0;
};

struct ExchangeThroughMemory
    : impl::ExchangeThroughMemoryBase<ExchangeThroughMemory> {
  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    llvm::MapVector<Type, Exchange> exchanges;
    SmallVector<gpu::ShuffleOp> shuffles;
    kernel.walk([&](gpu::ShuffleOp op) { shuffles.push_back(op); });
    for (gpu::ShuffleOp op : shuffles) {
      if (op.getMode() != gpu::ShuffleMode::IDX || !op.getValid().use_empty()) {
        op.emitOpError("must be of mode idx and its validity unused");
        return signalPassFailure();
      }
      Type type = op.getValue().getType();
      auto [at, isNew] =
          exchanges.try_emplace(type, kernel, type, target.getLanes());
      at->second.lower(op);
    }
  }
};
} // namespace
} // namespace tern
