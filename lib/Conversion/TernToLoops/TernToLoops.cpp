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
        (target.isGpu() &&
         failed(tileEpilogues(entry, target.multipliesTiles() ? 16
                                     : target.getFragment()   ? 8
                                                              : 4))) ||
        failed(vectorizeEpilogues(entry, target.getLanes())))
      return signalPassFailure();
    if (target.getFragment())
      divideInLanes(entry);
    allowContraction(entry);
  }

  /// Few tokens at a time: a thread of a GPU has scalars, and those of many
  /// tokens do not fit into registers; where it multiplies matrices, a tile
  /// takes long, and more of its reads are to be on the way together. Not the
  /// last rows of a weight that ends within a tile, whose scratch has no views.
  static LogicalResult tileEpilogues(func::FuncOp entry, int64_t most) {
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

  /// Quotients of a constant and a number of each token are a vector of the
  /// tokens, of which each lane computes one, instead of every lane all; of few
  /// tokens that would be no less.
  static void divideInLanes(func::FuncOp entry) {
    SmallVector<arith::DivFOp> quotients;
    entry.walk([&](arith::DivFOp op) { quotients.push_back(op); });
    for (arith::DivFOp op : quotients) {
      auto type = dyn_cast<VectorType>(op.getType());
      auto read = op.getRhs().getDefiningOp<vector::TransferReadOp>();
      SplatElementsAttr dividend;
      if (!type || type.getRank() != 2 || type.getDimSize(0) < 8 || !read ||
          read.getMask() || isa<vector::MaskOp>(read->getParentOp()) ||
          !read.isBroadcastDim(1) || read.isBroadcastDim(0) ||
          !matchPattern(op.getLhs(), m_Constant(&dividend)))
        continue;
      OpBuilder b(op);
      Location loc = op.getLoc();
      int64_t tokens = type.getDimSize(0);
      auto column = VectorType::get({tokens}, type.getElementType());
      AffineMap map = read.getPermutationMap();
      Value own = vector::TransferReadOp::create(
          b, loc, column, read.getBase(), read.getIndices(), read.getPadding(),
          map.getMajorSubMap(1), ArrayRef<bool>{read.isDimInBounds(0)});
      Value quotient = arith::DivFOp::create(
          b, loc,
          arith::ConstantOp::create(
              b, loc, column,
              SplatElementsAttr::get(column,
                                     dividend.getSplatValue<Attribute>())),
          own);
      quotient = vector::ShapeCastOp::create(
          b, loc, VectorType::get({tokens, 1}, type.getElementType()),
          quotient);
      op.replaceAllUsesWith(
          vector::BroadcastOp::create(b, loc, type, quotient).getResult());
      op.erase();
    }
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
