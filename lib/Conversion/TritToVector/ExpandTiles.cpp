//===- ExpandTiles.cpp - weights decoded once for many tokens -------------===//
#include "../LoopBuilder.h"
#include "tern/Conversion/Passes.h"
#include "tern/Schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDTILES
#include "tern/Conversion/Passes.h.inc"

namespace {
struct ExpandTiles : impl::ExpandTilesBase<ExpandTiles> {
  void runOnOperation() override {
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    reuse = schedule->product.expandReuse;
    bytes = schedule->product.expandBytes;
    if (schedule->product.expandsApart())
      apart = schedule->product.expandedTokens;
    // A GPU has neither the scratch nor a second-level cache of its own.
    auto target = getOperation()
                      ->getParentOfType<ModuleOp>()
                      ->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
    if (target && target.isGpu())
      return;
    SmallVector<scf::ForOp> loops;
    getOperation().walk([&](scf::ForOp loop) {
      if (!loop.getBody()->getOps<trit::MmtOp>().empty())
        loops.push_back(loop);
    });
    for (scf::ForOp loop : loops)
      if (!isForFew(loop))
        expand(loop);
  }

private:
  /// `apart`: tokens of tiles that steps of many tokens have, if not 0.
  int64_t reuse = 0, bytes = 0, apart = 0;

  /// Whether the loop is of a branch for steps of many tokens.
  bool isForMany(scf::ForOp loop) const {
    auto choice = dyn_cast<scf::IfOp>(loop->getParentOp());
    return choice && loop->getBlock() == choice.thenBlock() &&
           getConstantIntValue(loop.getStep()) == apart;
  }

  /// Whether the loop is of the other branch.
  bool isForFew(scf::ForOp loop) const {
    for (auto choice = loop->getParentOfType<scf::IfOp>(); choice;
         choice = choice->getParentOfType<scf::IfOp>())
      if (choice.elseBlock() &&
          choice.getElseRegion().isAncestor(loop->getParentRegion()) &&
          llvm::any_of(choice.thenBlock()->getOps<scf::ForOp>(),
                       [&](scf::ForOp other) { return isForMany(other); }))
        return true;
    return false;
  }

  /// The loop's products of several tokens with weights that it does not
  /// change; none if one is not of this kind.
  static SmallVector<trit::MmtOp> getProducts(scf::ForOp loop) {
    SmallVector<trit::MmtOp> products;
    for (auto op : loop.getBody()->getOps<trit::MmtOp>()) {
      auto packed = dyn_cast<MemRefType>(op.getPacked().getType()),
           out = dyn_cast<MemRefType>(op.getOut().getType());
      if (!packed || !out || packed.getRank() != 3 ||
          !packed.hasStaticShape() || out.isDynamicDim(0) ||
          out.getDimSize(0) == 1 ||
          !loop.isDefinedOutsideOfLoop(op.getPacked()))
        return {};
      products.push_back(op);
    }
    return products;
  }

  static MemRefType getCodesType(trit::MmtOp op) {
    auto packed = cast<MemRefType>(op.getPacked().getType());
    trit::LayoutAttr layout = op.getLayout();
    return MemRefType::get({packed.getDimSize(0), packed.getDimSize(1),
                            layout.getPlanes(), layout.getRows() * 4},
                           packed.getElementType());
  }

  /// Brings what the epilogue reads of other tensors while the products are
  /// computed: each token's columns lie in a line of their own, far from the
  /// one before.
  static void prefetchEpilogue(scf::ForOp loop) {
    Block *body = loop.getBody();
    Operation *first = *body->getOps<trit::MmtOp>().begin();
    OpBuilder b(first);
    for (auto read : body->getOps<vector::TransferReadOp>()) {
      auto slice = read.getBase().getDefiningOp<memref::SubViewOp>();
      VectorType type = read.getVectorType();
      if (!slice || type.getRank() != 2 ||
          !read.getPermutationMap().isIdentity() ||
          !llvm::all_of(slice->getOperands(), [&](Value operand) {
            return operand == loop.getInductionVar() ||
                   loop.isDefinedOutsideOfLoop(operand);
          }))
        continue;
      if (slice->getBlock() == body && first->isBeforeInBlock(slice))
        slice->moveBefore(first);
      int64_t perLine = kLineBytes * 8 / type.getElementTypeBitWidth();
      for (int64_t row = 0; row < type.getDimSize(0); ++row)
        for (int64_t column = 0; column < type.getDimSize(1); column += perLine)
          memref::PrefetchOp::create(
              b, read.getLoc(), slice,
              ValueRange{
                  arith::ConstantIndexOp::create(b, read.getLoc(), row),
                  arith::ConstantIndexOp::create(b, read.getLoc(), column)},
              /*isWrite=*/false, /*localityHint=*/3, /*isDataCache=*/true);
    }
  }

  void expand(scf::ForOp loop) {
    moveLoopInvariantCode(loop);
    SmallVector<trit::MmtOp> products = getProducts(loop);
    int64_t total = 0;
    for (trit::MmtOp op : products)
      total += getCodesType(op).getNumElements();
    if (products.empty() || loop.getNumResults() != 0 || total > bytes)
      return;
    Location loc = loop.getLoc();
    OpBuilder b = OpBuilder::atBlockBegin(&getOperation().getBody().front());
    SmallVector<Value> codes;
    for (trit::MmtOp op : products)
      codes.push_back(memref::AllocaOp::create(b, loc, getCodesType(op),
                                               b.getI64IntegerAttr(64)));
    b.setInsertionPoint(loop);
    auto expandInFront = [&] {
      for (auto [op, expanded] : llvm::zip_equal(products, codes))
        trit::ExpandOp::create(b, loc, op.getPacked(), expanded,
                               op.getLayout());
    };
    auto readCodes = [&](scf::ForOp reader) {
      for (auto [op, expanded] :
           llvm::zip_equal(reader.getBody()->getOps<trit::MmtOp>(), codes))
        op.getPackedMutable().assign(expanded);
      prefetchEpilogue(reader);
    };
    if (isForMany(loop)) {
      expandInFront();
      readCodes(loop);
      return;
    }
    Value extent = arith::SubIOp::create(b, loc, loop.getUpperBound(),
                                         loop.getLowerBound());
    Value least = arith::MulIOp::create(
        b, loc, loop.getStep(), arith::ConstantIndexOp::create(b, loc, reuse));
    Value often =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, extent, least);
    auto choice = scf::IfOp::create(b, loc, often, /*withElseRegion=*/true);
    b.setInsertionPoint(choice.thenBlock()->getTerminator());
    expandInFront();
    IRMapping map;
    readCodes(cast<scf::ForOp>(b.clone(*loop, map)));
    loop->moveBefore(choice.elseBlock()->getTerminator());
  }
};
} // namespace
} // namespace tern
