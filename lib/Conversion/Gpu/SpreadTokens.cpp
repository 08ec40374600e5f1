//===- SpreadTokens.cpp - products of many tokens as tiles of both --------===//
#include "Fragments.h"
#include "Products.h"
#include "Share.h"
#include "SpreadTiles.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_SPREADTOKENS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// What a wave multiplies at once: 64 row tiles' rows by 32 tokens.
constexpr int64_t kJoinedProducts = 2, kJoinedTokens = 2;
/// Such units of a tile: one for each of a workgroup's waves.
constexpr int64_t kUnits = 4;
static_assert(kUnits == kJoinedProducts * kJoinedTokens);

/// The loop over whole tiles of tokens whose products are of matrices, of those
/// in the body of a loop over row tiles.
scf::ForOp getTokenLoop(scf::ForOp rows) {
  for (auto loop : rows.getBody()->getOps<scf::ForOp>()) {
    auto products = loop.getBody()->getOps<trit::MmtOp>();
    if (loop.getNumResults() == 0 && !products.empty() &&
        getConstantIntValue(loop.getLowerBound()) == 0 &&
        getConstantIntValue(loop.getStep()) == kSharedTokens &&
        llvm::all_of(products, [](trit::MmtOp op) {
          return cast<ShapedType>(op.getOut().getType()).getDimSize(0) ==
                 kSharedTokens;
        }))
      return loop;
  }
  return {};
}

/// Spreads the products of one loop over row tiles.
class Spreading : ThreadBuilder {
public:
  /// Tokens up to `first`, if that is not null, are multiplied by other tiles,
  /// of a workgroup of `kMmaSubgroups`.
  Spreading(scf::ForOp rows, scf::ForOp tokens, const Share &share,
            const FragmentLayout &fragment, Value first)
      : ThreadBuilder(rows), rows(rows), tokens(tokens), share(share),
        fragment(fragment), first(first),
        units(first ? kMmaSubgroups : kUnits) {}

  void run() {
    int64_t tiles = *getConstantIntValue(share.total);
    auto products = tokens.getBody()->getOps<trit::MmtOp>();
    if (llvm::hasSingleElement(products) && tiles % kJoinedProducts == 0)
      joinedRows = kJoinedProducts;
    int64_t all = tiles / joinedRows;
    bool split = isSplit(*products.begin());
    int64_t unitsOfTile = split ? 1 : units;
    // Units of tokens whose tiles all exist; the rest stays where it was.
    int64_t size = kSharedTokens * kJoinedTokens;
    Value left = tokens.getUpperBound();
    if (first)
      left = arith::SubIOp::create(b, left, first);
    Value count = divide(left, size);
    {
      OpBuilder::InsertionGuard guard(b);
      auto [loop, begin, unit] =
          createTileLoop(b, share, count, size,
                         llvm::divideCeilSigned(all, unitsOfTile), unitsOfTile);
      Value token = behind(begin);
      if (split) {
        loop->setAttr(kSplitAttrName, b.getUnitAttr());
        fill(unit, token);
      } else {
        shareUnits(unit, all, token);
      }
    }
    tokens.setLowerBound(behind(times(count, size)));
  }

private:
  /// Whether a unit is all of a workgroup's waves', each of which multiplies a
  /// part of its columns: a stage of few tiles then leaves fewer of them idle.
  /// Each wave has an iteration at least, and one of the unit's products to go
  /// on with. (A wave of more threads than a product has rows goes on with half
  /// of them.) What is left of tiles of a whole workgroup is not worth the
  /// memory that waves exchange in.
  bool isSplit(trit::MmtOp product) const {
    int64_t blocks =
        cast<ShapedType>(product.getPacked().getType()).getDimSize(1);
    return !first && fragment.fragment == trit::Fragment::mma_16x8x32 &&
           joinedRows * kJoinedTokens == kUnits &&
           blocks >= kUnits * fragment.ahead * fragment.places;
  }

  /// The units from `unit` on that a tile has of `all`, one for each wave.
  void shareUnits(Value unit, int64_t all, Value token) {
    Value last = add(unit, constant(units));
    if (all % units != 0)
      last = arith::MinUIOp::create(b, last, constant(all));
    auto own = scf::ForOp::create(b, unit, last, constant(1));
    own->setAttr(kSharedAttrName, b.getUnitAttr());
    b.setInsertionPointToStart(own.getBody());
    fill(own.getInductionVar(), token);
  }

  /// `token`, counted from the first that is left.
  Value behind(Value token) { return first ? add(token, first) : token; }

  /// The products of one unit and what follows each: of all what they read, and
  /// then one after the other.
  void fill(Value unit, Value token) {
    SmallVector<IRMapping> copies;
    for (int64_t row = 0; row < joinedRows; ++row)
      for (int64_t tile = 0; tile < kJoinedTokens; ++tile) {
        IRMapping map;
        map.map(rows.getInductionVar(),
                add(times(unit, joinedRows), constant(row)));
        map.map(tokens.getInductionVar(),
                add(token, constant(tile * kSharedTokens)));
        copies.push_back(map);
      }
    cloneScratch(copies);
    SmallVector<Operation *> views, rest;
    for (Operation &op : *rows.getBody())
      if (isPure(&op) && !op.hasTrait<OpTrait::IsTerminator>())
        views.push_back(&op);
    for (Operation &op : tokens.getBody()->without_terminator())
      (isView(&op, views) ? views : rest).push_back(&op);
    for (IRMapping &map : copies)
      for (Operation *op : views)
        b.clone(*op, map);
    for (IRMapping &map : copies)
      for (Operation *op : rest)
        b.clone(*op, map);
  }

  /// Whether an operation of the loop over tokens is computed of what stands
  /// outside of it and of views.
  bool isView(Operation *op, ArrayRef<Operation *> views) {
    return isPure(op) && llvm::all_of(op->getOperands(), [&](Value value) {
             Operation *by = value.getDefiningOp();
             return !by || by->getBlock() != tokens.getBody() ||
                    llvm::is_contained(views, by);
           });
  }

  /// Waves are to have scratch of their own, which the rest of tokens has not.
  void cloneScratch(MutableArrayRef<IRMapping> copies) {
    SetVector<Operation *> used;
    tokens.walk([&](Operation *op) {
      for (Value value : op->getOperands())
        if (auto scratch = value.getDefiningOp<memref::AllocaOp>())
          used.insert(scratch);
    });
    for (Operation &op : *rows.getBody())
      for (Value value : op.getOperands())
        if (auto scratch = value.getDefiningOp<memref::AllocaOp>())
          used.insert(scratch);
    for (Operation *scratch : used) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointAfter(scratch);
      Operation *own = b.clone(*scratch);
      for (IRMapping &map : copies)
        map.map(scratch->getResult(0), own->getResult(0));
    }
  }

  scf::ForOp rows, tokens;
  Share share;
  const FragmentLayout &fragment;
  Value first;
  int64_t units; ///< of a tile
  int64_t joinedRows = 1;
};

struct SpreadTokens : impl::SpreadTokensBase<SpreadTokens> {
  void runOnOperation() override {
    trit::TargetAttr target =
        trit::getTarget(getOperation()->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    std::optional<trit::Fragment> fragment = target.getFragment();
    if (!fragment)
      return;
    for (auto rows : llvm::to_vector(getOperation().getOps<scf::ForOp>())) {
      std::optional<Share> share = getShare(rows);
      scf::ForOp tokens = getTokenLoop(rows);
      if (!share || !tokens || !getConstantIntValue(share->total))
        continue;
      moveLoopInvariantCode(rows);
      if (!rows.isDefinedOutsideOfLoop(tokens.getUpperBound()))
        continue;
      Value first = target.multipliesTiles() ? spreadTiles(rows, tokens, *share)
                                             : Value();
      Spreading(rows, tokens, *share, getFragmentLayout(*fragment), first)
          .run();
    }
  }
};
} // namespace
} // namespace tern
