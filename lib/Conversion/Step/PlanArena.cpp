//===- PlanArena.cpp - every buffer of a step in one arena ----------------===//
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include <limits>

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_PLANARENA
#include "tern/Conversion/Passes.h.inc"

namespace {
/// A buffer, the first and last stage that it lives in, and where.
struct Buffer {
  memref::AllocOp alloc;
  int64_t bytes, first, last, offset = 0;
};

struct PlanArena : impl::PlanArenaBase<PlanArena> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (!isEntry(entry))
      return;
    llvm::DenseMap<Operation *, int64_t> order;
    SmallVector<Buffer> buffers;
    int64_t stage = 0;
    for (Operation &op : entry.getBody().front()) {
      if (!op.hasAttr(kJoinsAttrName) && !isMemoryEffectFree(&op) &&
          !isa<memref::AllocOp>(op))
        ++stage;
      order[&op] = stage;
      if (isa<memref::CopyOp, memref::DeallocOp>(op)) {
        op.emitError("a step cannot hold a ")
            << op.getName() << " between its stages";
        return signalPassFailure();
      }
    }
    for (auto alloc : entry.getBody().front().getOps<memref::AllocOp>()) {
      MemRefType type = alloc.getType();
      if (!type.hasStaticShape()) {
        alloc.emitError("a step's buffer needs a static shape, got ") << type;
        return signalPassFailure();
      }
      auto bytes = getStoredBytes(
          RankedTensorType::get(type.getShape(), type.getElementType()));
      auto [first, last] = getUses(alloc, order);
      buffers.push_back({alloc, alignToAbi(bytes), first, last});
    }
    int64_t total = place(buffers);
    rewrite(entry, buffers, std::max<int64_t>(total, 1));
  }

  /// The first and the last stage that read or write the buffer, through any
  /// view of it.
  static std::pair<int64_t, int64_t>
  getUses(Value buffer, const llvm::DenseMap<Operation *, int64_t> &order) {
    int64_t first = std::numeric_limits<int64_t>::max(), last = 0;
    SmallVector<Value> aliases{buffer};
    while (!aliases.empty()) {
      for (Operation *user : aliases.pop_back_val().getUsers()) {
        bool isView = isa<ViewLikeOpInterface>(user);
        if (isView)
          llvm::append_range(aliases, user->getResults());
        while (!order.contains(user))
          user = user->getParentOp();
        if (isView && isMemoryEffectFree(user))
          continue;
        first = std::min(first, order.lookup(user));
        last = std::max(last, order.lookup(user));
      }
    }
    return {std::min(first, last), last};
  }

  /// First fit; returns the arena's size.
  static int64_t place(MutableArrayRef<Buffer> buffers) {
    int64_t total = 0;
    SmallVector<Buffer *> placed;
    for (Buffer &buffer : buffers) {
      SmallVector<Buffer *> alive;
      for (Buffer *other : placed)
        if (other->first <= buffer.last && buffer.first <= other->last)
          alive.push_back(other);
      llvm::sort(alive, [](const Buffer *x, const Buffer *y) {
        return x->offset < y->offset;
      });
      for (Buffer *other : alive) {
        if (buffer.offset + buffer.bytes <= other->offset)
          break;
        buffer.offset = std::max(buffer.offset, other->offset + other->bytes);
      }
      total = std::max(total, buffer.offset + buffer.bytes);
      placed.push_back(&buffer);
    }
    return total;
  }

  static void rewrite(func::FuncOp entry, ArrayRef<Buffer> buffers,
                      int64_t total) {
    OpBuilder b(entry.getContext());
    auto type = MemRefType::get({total}, b.getI8Type());
    Value arena = entry.getArgument(kArenaArg);
    arena.setType(type);
    SmallVector<Type> inputs(entry.getArgumentTypes());
    inputs[kArenaArg] = type;
    entry.setFunctionType(b.getFunctionType(inputs, {}));
    entry->setAttr(kArenaBytesAttrName, b.getI64IntegerAttr(total));
    for (Buffer buffer : buffers) {
      b.setInsertionPoint(buffer.alloc);
      Value offset = arith::ConstantIndexOp::create(b, buffer.alloc.getLoc(),
                                                    buffer.offset);
      auto view = memref::ViewOp::create(b, buffer.alloc.getLoc(),
                                         buffer.alloc.getType(), arena, offset,
                                         ValueRange());
      buffer.alloc.replaceAllUsesWith(view.getResult());
      buffer.alloc.erase();
    }
  }
};
} // namespace
} // namespace tern
