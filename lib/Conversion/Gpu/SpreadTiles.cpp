//===- SpreadTiles.cpp - products of many tokens as workgroups' tiles -----===//
#include "SpreadTiles.h"

#include "ProductThreads.h"
#include "Products.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tern;

namespace {
class TileSpreading : ThreadBuilder {
public:
  TileSpreading(scf::ForOp rows, scf::ForOp tokens, const Share &share)
      : ThreadBuilder(rows), rows(rows), tokens(tokens), share(share),
        products(llvm::to_vector(tokens.getBody()->getOps<trit::MmtOp>())),
        rowTiles(*getConstantIntValue(share.total)) {}

  /// Whether the products are one or two of the same tokens, whole tiles, each
  /// with scratch of its own, besides which there is none.
  bool isPossible() {
    auto count = static_cast<int64_t>(products.size());
    if (count < 1 || count > 2)
      return false;
    tileRows = kMmaRows / kProductLanes / count;
    if (rowTiles % tileRows != 0)
      return false;
    SetVector<Value> scratch;
    for (trit::MmtOp op : products) {
      if (!isKnown(op) || !op.getOut().getDefiningOp<memref::AllocaOp>() ||
          op.getInput() != products.front().getInput())
        return false;
      scratch.insert(op.getOut());
    }
    tileTokens = countTileTokens();
    return static_cast<int64_t>(scratch.size()) == count &&
           !usesOthers(scratch);
  }

  Value run() {
    Value count = divide(tokens.getUpperBound(), tileTokens);
    auto sums = memref::AllocaOp::create(
        b, MemRefType::get({tileTokens, kMmaWords}, b.getI32Type()));
    {
      OpBuilder::InsertionGuard guard(b);
      auto [loop, token, row] = createTileLoop(b, share, count, tileTokens,
                                               rowTiles / tileRows, tileRows);
      loop->setAttr(kTilesAttrName, b.getUnitAttr());
      multiply(row, token, sums);
      follow(row, token, sums);
    }
    return times(count, tileTokens);
  }

private:
  /// Whether a product's operands are views that begin at a tile's number and a
  /// token's.
  bool isKnown(trit::MmtOp op) {
    auto packed = op.getPacked().getDefiningOp<memref::SubViewOp>(),
         input = op.getInput().getDefiningOp<memref::SubViewOp>(),
         sums = op.getSums().getDefiningOp<memref::SubViewOp>();
    if (!packed || !input || !sums)
      return false;
    auto type = packed.getSourceType();
    return type.getRank() == 3 && type.getDimSize(0) == rowTiles &&
           packed.getType().getDimSize(0) == 1 &&
           type.getDimSize(1) * kDepth % kMmaColumns == 0 &&
           isOutside(packed.getSource()) && isOfToken(input) && isOfToken(sums);
  }
  bool isOfToken(memref::SubViewOp view) {
    return isOutside(view.getSource()) &&
           view.getMixedOffsets().front() ==
               OpFoldResult(tokens.getInductionVar());
  }
  bool isOutside(Value value) { return rows.isDefinedOutsideOfLoop(value); }

  int64_t countTileTokens() {
    auto input = products.front().getInput().getDefiningOp<memref::SubViewOp>();
    return rowTiles / tileRows >= kMmaWideRowTiles &&
                   input.getSourceType().getDimSize(0) >= kMmaWideTokens
               ? kMmaWideTokens
               : kMmaTokens;
  }

  /// Whether what is copied uses scratch besides `known`.
  bool usesOthers(const SetVector<Value> &known) {
    auto isOther = [&](Operation *op) {
      return llvm::any_of(op->getOperands(), [&](Value value) {
        return value.getDefiningOp<memref::AllocaOp>() &&
               !known.contains(value);
      });
    };
    return llvm::any_of(getViews(), isOther) ||
           tokens
               .walk([&](Operation *op) {
                 return isOther(op) ? WalkResult::interrupt()
                                    : WalkResult::advance();
               })
               .wasInterrupted();
  }

  /// What the body of the loop over row tiles computes for others.
  SmallVector<Operation *> getViews() {
    SmallVector<Operation *> views;
    for (Operation &op : rows.getBody()->without_terminator())
      if (isPure(&op))
        views.push_back(&op);
    return views;
  }

  /// `view` with `size` and `offset` in its first dimension.
  Value widen(Value view, Value offset, int64_t size) {
    auto from = view.getDefiningOp<memref::SubViewOp>();
    SmallVector<OpFoldResult> offsets = from.getMixedOffsets(),
                              sizes = from.getMixedSizes();
    offsets.front() = offset;
    sizes.front() = b.getIndexAttr(size);
    return memref::SubViewOp::create(b, from.getSource(), offsets, sizes,
                                     from.getMixedStrides());
  }

  /// Of the tokens from `token` and the words from `word` on.
  Value getPart(Value sums, OpFoldResult token, int64_t tokens,
                OpFoldResult word, int64_t words) {
    OpFoldResult one = b.getIndexAttr(1);
    return memref::SubViewOp::create(
        b, sums, ArrayRef<OpFoldResult>{token, word},
        ArrayRef<OpFoldResult>{b.getIndexAttr(tokens), b.getIndexAttr(words)},
        ArrayRef<OpFoldResult>{one, one});
  }

  void multiply(Value row, Value token, Value sums) {
    for (auto [number, op] : llvm::enumerate(products)) {
      int64_t words = tileRows * kProductLanes;
      IRMapping map;
      map.map(op.getInput(), widen(op.getInput(), token, tileTokens));
      map.map(op.getSums(), widen(op.getSums(), token, tileTokens));
      map.map(op.getPacked(), widen(op.getPacked(), row, tileRows));
      map.map(op.getOut(),
              getPart(sums, b.getIndexAttr(0), tileTokens,
                      b.getIndexAttr(static_cast<int64_t>(number) * words),
                      words));
      b.clone(*op, map);
    }
  }

  /// What follows the products, of one piece after the other.
  void follow(Value row, Value token, Value sums) {
    int64_t tokenPieces = tileTokens / kSharedTokens;
    auto pieces = scf::ForOp::create(
        b, constant(0), constant(tileRows * tokenPieces), constant(1));
    pieces->setAttr(kSharedAttrName, b.getUnitAttr());
    b.setInsertionPointToStart(pieces.getBody());
    Value piece = pieces.getInductionVar();
    Value rowTile = divide(piece, tokenPieces);
    Value first = times(remainder(piece, tokenPieces), kSharedTokens);
    IRMapping map;
    map.map(rows.getInductionVar(), add(row, rowTile));
    map.map(tokens.getInductionVar(), add(token, first));
    SmallVector<std::pair<Operation *, Value>> parts;
    for (auto [number, op] : llvm::enumerate(products)) {
      Value word = add(
          times(rowTile, kProductLanes),
          constant(static_cast<int64_t>(number) * tileRows * kProductLanes));
      Value part = getPart(sums, first, kSharedTokens, word, kProductLanes);
      Operation *copy = b.clone(*op.getOut().getDefiningOp());
      map.map(op.getOut(), copy->getResult(0));
      parts.emplace_back(copy, part);
    }
    for (Operation *op : getViews())
      b.clone(*op, map);
    for (Operation &op : tokens.getBody()->without_terminator())
      if (!isa<trit::MmtOp>(op))
        b.clone(op, map);
    for (auto [copy, part] : parts) {
      replaceScratch(copy->getResult(0), part);
      copy->erase();
    }
  }

  scf::ForOp rows, tokens;
  Share share;
  SmallVector<trit::MmtOp> products;
  int64_t rowTiles;     ///< of each product
  int64_t tileRows = 0; ///< row tiles of each product in a tile
  int64_t tileTokens = 0;
};
} // namespace

Value tern::spreadTiles(scf::ForOp rows, scf::ForOp tokens,
                        const Share &share) {
  TileSpreading spreading(rows, tokens, share);
  return spreading.isPossible() ? spreading.run() : Value();
}
