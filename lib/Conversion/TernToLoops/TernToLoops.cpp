//===- TernToLoops.cpp - the pass that lowers an entry to stages ----------===//
#include "StageLowering.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TERNTOLOOPS
#include "tern/Conversion/Passes.h.inc"

namespace {
struct TernToLoops : impl::TernToLoopsBase<TernToLoops> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (!isEntry(entry))
      return;
    trit::TargetAttr target = trit::getTarget(entry);
    if (!target)
      return signalPassFailure();
    FailureOr<Schedule> schedule = Schedule::get(entry);
    if (failed(schedule))
      return signalPassFailure();
    if (failed(StageLowering(entry, target, *schedule).run()) ||
        (target.isGpu() && failed(tileEpilogues(entry))) ||
        failed(vectorizeEpilogues(entry, target.getLanes())))
      return signalPassFailure();
    allowContraction(entry);
  }

  /// Few tokens at a time: a thread of a GPU has scalars, and those of many
  /// tokens do not fit into registers. Not the last rows of a weight that ends
  /// within a tile, whose scratch has no views.
  static LogicalResult tileEpilogues(func::FuncOp entry) {
    constexpr int64_t most = 4;
    IRRewriter rewriter(entry.getContext());
    SmallVector<linalg::GenericOp> epilogues;
    entry.walk([&](linalg::GenericOp op) {
      SmallVector<int64_t> sizes = op.getStaticLoopRanges();
      if (sizes.front() > most && !ShapedType::isDynamic(sizes.back()))
        epilogues.push_back(op);
    });
    for (linalg::GenericOp op : epilogues) {
      SmallVector<int64_t> sizes(op.getNumLoops(), 0);
      sizes.front() = most;
      rewriter.setInsertionPoint(op);
      FailureOr<linalg::TiledLinalgOp> tiled = linalg::tileLinalgOp(
          rewriter, op, linalg::LinalgTilingOptions().setTileSizes(sizes));
      if (failed(tiled))
        return op.emitError("epilogue cannot be tiled");
      rewriter.replaceOp(op, tiled->tensorResults);
    }
    return success();
  }

  /// A tile's columns are whole vectors, or at the end of a weight fewer than
  /// a tile of its layout, whose vector is masked.
  static LogicalResult vectorizeEpilogues(func::FuncOp entry, int64_t lanes) {
    IRRewriter rewriter(entry.getContext());
    SmallVector<linalg::GenericOp> epilogues;
    entry.walk([&](linalg::GenericOp op) { epilogues.push_back(op); });
    for (linalg::GenericOp op : epilogues) {
      SmallVector<int64_t> sizes = op.getStaticLoopRanges();
      int64_t most = lanes;
      for (Value input : op.getDpsInputs())
        if (auto product = input.getDefiningOp<trit::MmtOp>())
          most = std::max(most, product.getLayout().getRows());
      if (ShapedType::isDynamic(sizes.back()) || sizes.back() < lanes)
        sizes.back() = most;
      rewriter.setInsertionPoint(op);
      FailureOr<linalg::VectorizationResult> result = linalg::vectorize(
          rewriter, op, sizes, SmallVector<bool>(sizes.size(), false));
      if (failed(result))
        return op.emitError("epilogue cannot be vectorised");
      rewriter.replaceOp(op, result->replacements);
    }
    return success();
  }

  /// Products may be contracted into fused multiply-adds where a target has
  /// them, in the dot products alone: what lies before a quantisation rounds as
  /// the reference does (docs/numerics.md). Nothing may be reassociated.
  static void allowContraction(func::FuncOp entry) {
    entry.walk([](scf::ForallOp stage) {
      auto name = dyn_cast<NameLoc>(stage.getLoc());
      if (!name ||
          !llvm::is_contained({"linear", "head_rescore", "trit_linear"},
                              name.getName().getValue()))
        return;
      stage.walk([](arith::ArithFastMathInterface op) {
        if (isa<arith::MulFOp, arith::AddFOp, arith::SubFOp>(op))
          op->setAttr(op.getFastMathAttrName(),
                      arith::FastMathFlagsAttr::get(
                          op.getContext(), arith::FastMathFlags::contract));
      });
    });
  }
};
} // namespace
} // namespace tern
