//===- FirstSubgroup.cpp - what one subgroup does besides products --------===//
#include "ProductThreads.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

namespace {
/// Has all but the products done by the first subgroup.
class FirstSubgroup {
public:
  FirstSubgroup(gpu::GPUFuncOp kernel, const ProductThreads &threads)
      : kernel(kernel), threads(threads), first(threads.first) {}

  void run() {
    SetVector<mlir::Block *> blocks;
    // What follows a tile's products is a loop that waves share.
    kernel.walk([&](trit::MmtOp op) {
      if (!isOfTile(op))
        blocks.insert(op->getBlock());
    });
    for (mlir::Block *block : blocks)
      if (block->getParentOp()->hasAttr(kSplitAttrName))
        takeTurns(*block);
      else if (!block->getParentOp()->hasAttr(kSharedAttrName))
        for (trit::MmtOp product : getProducts(*block))
          guardBehind(product, first);
      else if (threads.fragment->lanes != kProductLanes)
        meetInHalf(*block);
    SmallVector<memref::StoreOp> stores;
    kernel.walk([&](memref::StoreOp op) {
      if (!isGuarded(op))
        stores.push_back(op);
    });
    for (memref::StoreOp op : stores) {
      OpBuilder b(op);
      scf::IfOp guard = createDivergentIf(b, op.getLoc(), first);
      op->moveBefore(guard.thenBlock(), guard.thenBlock()->begin());
    }
  }

private:
  static SmallVector<trit::MmtOp> getProducts(Block &block) {
    return llvm::to_vector(block.getOps<trit::MmtOp>());
  }

  /// What follows a product, up to the next: the guard of it, or null if
  /// nothing does but what all may compute, which moves in front of it.
  static scf::IfOp guardBehind(trit::MmtOp product, Value condition) {
    Block *block = product->getBlock();
    if (block->getTerminator()->getNumOperands() != 0)
      return {};
    SetVector<Operation *> behind;
    for (Operation *op = product->getNextNode();
         op != block->getTerminator() && !isa<trit::MmtOp>(op);) {
      Operation *next = op->getNextNode();
      if (isPure(op) && llvm::none_of(op->getOperands(), [&](Value value) {
            return behind.contains(value.getDefiningOp());
          }))
        op->moveBefore(product);
      else
        behind.insert(op);
      op = next;
    }
    if (behind.empty())
      return {};
    OpBuilder b(behind.front());
    auto guard = scf::IfOp::create(b, product->getLoc(), condition,
                                   /*withElseRegion=*/false);
    for (Operation *op : behind)
      op->moveBefore(guard.thenBlock()->getTerminator());
    return guard;
  }

  /// Of products that waves multiply together each wave goes on with its own.
  void takeTurns(Block &block) {
    for (auto [number, product] : llvm::enumerate(getProducts(block))) {
      ImplicitLocOpBuilder b(product.getLoc(), product);
      guardBehind(product, takesTurn(b, threads, static_cast<int64_t>(number)));
    }
  }

  /// In a loop that waves share, the first subgroup of each does what follows a
  /// product: what all wrote it reads, and then they write again.
  void meetInHalf(Block &block) {
    ImplicitLocOpBuilder b(block.getParentOp()->getLoc(), block.getParentOp());
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, value);
    };
    int64_t lanes = threads.fragment->lanes;
    Value lane = arith::AndIOp::create(b, threads.thread, constant(lanes - 1));
    Value half = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, lane,
                                       constant(kProductLanes));
    auto meet = [&] {
      trit::SyncLanesOp::create(b, static_cast<uint32_t>(lanes));
    };
    for (trit::MmtOp product : getProducts(block)) {
      scf::IfOp guard = guardBehind(product, half);
      if (!guard)
        continue;
      b.setInsertionPoint(guard);
      meet();
      b.setInsertionPointAfter(guard);
      meet();
    }
  }

  bool isGuarded(Operation *op) {
    for (auto loop = op->getParentOfType<scf::ForOp>(); loop;
         loop = loop->getParentOfType<scf::ForOp>())
      if (isOfWaves(loop))
        return true;
    for (auto parent = op->getParentOfType<scf::IfOp>(); parent;
         parent = parent->getParentOfType<scf::IfOp>())
      if (parent.getCondition() == first)
        return true;
    return false;
  }

  gpu::GPUFuncOp kernel;
  const ProductThreads &threads;
  Value first;
};
} // namespace

void tern::guardFirstSubgroup(gpu::GPUFuncOp kernel,
                              const ProductThreads &threads) {
  FirstSubgroup(kernel, threads).run();
}
