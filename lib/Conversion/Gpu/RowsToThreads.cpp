//===- RowsToThreads.cpp - a token's row, shared by a workgroup -----------===//
#include "RowThreads.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ROWSTOTHREADS
#include "tern/Conversion/Passes.h.inc"

namespace {
struct RowsToThreads : impl::RowsToThreadsBase<RowsToThreads> {
  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    SmallVector<Operation *> rows;
    kernel.walk([&](Operation *op) {
      if (isa<QuantizeRowOp, NormalizeRowOp>(op))
        rows.push_back(op);
    });
    if (rows.empty())
      return;
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    if (failed(checkOthers(kernel)))
      return signalPassFailure();
    auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(),
                                                &kernel.getBody().front());
    KernelThreads threads = getKernelThreads(b, kernel, target, kLanes);
    for (Operation *op : rows) {
      RowPlace place = hoist(op);
      if (auto quantize = dyn_cast<QuantizeRowOp>(op))
        buildRow(quantize, threads, place);
      else
        buildRow(cast<NormalizeRowOp>(op), threads, place);
      op->erase();
    }
  }

  /// What else a workgroup does must know its subgroups, as products do.
  static LogicalResult checkOthers(gpu::GPUFuncOp kernel) {
    bool others = false;
    kernel.walk([&](gpu::ThreadIdOp) { others = true; });
    if (!others || kernel->hasAttr(kMultipliesAttrName) ||
        countSubgroups(kernel, kLanes) == 1)
      return success();
    return kernel.emitError("'")
           << kernel.getName()
           << "' must do nothing besides its row, which several subgroups "
              "share, but products";
  }

  /// A row that depends on no tile is made once for all tiles of a worker, if
  /// it has any. Tiles are independent: none writes what another reads.
  static RowPlace hoist(Operation *op) {
    scf::ForOp around;
    for (auto loop = op->getParentOfType<scf::ForOp>(); loop;
         loop = loop->getParentOfType<scf::ForOp>()) {
      if (!llvm::all_of(op->getOperands(), [&](Value operand) {
            return loop.isDefinedOutsideOfLoop(operand);
          }))
        break;
      around = loop;
    }
    if (!around)
      return {};
    RowPlace place;
    for (auto read : around->getBlock()->getOps<scf::IfOp>())
      if (!place.words && read->hasAttr(kFirstWordsAttrName))
        place.words = read;
    OpBuilder b(place.words ? place.words : around.getOperation());
    place.any =
        arith::CmpIOp::create(b, op->getLoc(), arith::CmpIPredicate::ult,
                              around.getLowerBound(), around.getUpperBound());
    b.setInsertionPoint(around);
    auto choice = scf::IfOp::create(b, op->getLoc(), place.any,
                                    /*withElseRegion=*/false);
    op->moveBefore(choice.thenBlock(), choice.thenBlock()->begin());
    return place;
  }
};
} // namespace
} // namespace tern
