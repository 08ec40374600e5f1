//===- Product.cpp - stages of products with packed trits -----------------===//
//
// A product and its epilogue are two operations on whole tensors, trit.mmt and
// linalg.generic. The epilogue is tiled; the tile that it needs of the product
// is computed right before it (TilingInterface of both), so that accumulators
// never leave a worker's registers and first-level cache.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;
using namespace tern;

Value StageLowering::createMmt(const Product &product, Value weight,
                               int64_t rows) {
  int64_t tokens = cast<ShapedType>(product.input.getType()).getDimSize(0);
  Value out = empty(RankedTensorType::get({tokens, rows}, b.getI32Type()));
  return trit::MmtOp::create(b, loc, out.getType(), product.input, product.sums,
                             weight, out, product.layout)
      .getResult();
}

/// The most row tiles, up to the schedule's, that divide the rows evenly. The
/// schedule's are of the target's lanes, of which a layout's tile may have
/// several times as many.
int64_t StageLowering::getRowTile(RankedTensorType type,
                                  int64_t granule) const {
  int64_t rows = type.getDimSize(1);
  int64_t most = type.getDimSize(0) == 1 ? schedule.product.decodeRowTiles
                                         : schedule.product.prefillRowTiles;
  for (int64_t tiles = most * target.getLanes() / granule; tiles > 1; --tiles)
    if (rows % (granule * tiles) == 0)
      return granule * tiles;
  return granule;
}

/// Tiles of a stage, at least, for workers to share them evenly.
static constexpr int64_t kTilesToShare = 32;

/// How many rows of each of some products are computed at a time where weights
/// are decoded once for all tokens of a step; 0 if its tiles are no others.
int64_t StageLowering::getExpandedRows(RankedTensorType type,
                                       int64_t rowsPerTile,
                                       int64_t products) const {
  int64_t rows = std::max(rowsPerTile, schedule.product.expandedRowTiles *
                                           target.getLanes() / products);
  bool shared =
      rows == rowsPerTile || type.getDimSize(1) / rows >= kTilesToShare;
  return schedule.product.expandsApart() && !target.isGpu() && shared &&
                 rows % rowsPerTile == 0 && type.getDimSize(1) % rows == 0 &&
                 type.getDimSize(0) >= leastExpanded()
             ? rows
             : 0;
}

/// Tokens of a step, at least, for which weights are decoded once.
int64_t StageLowering::leastExpanded() const {
  return std::max(schedule.product.expandReuse * schedule.product.tokens,
                  schedule.product.expandedTokens);
}

/// Tiles of fewer tokens are of every size.
static constexpr int64_t kAnySize = 8;

int64_t StageLowering::getTokenStep(int64_t tile) {
  while (tile > kAnySize)
    tile /= 2;
  return tile;
}

/// Tiles of `tile` tokens, from `begin` on, as far as there are as many. The
/// rest is a tile of its own where `anyRest` allows it, as three tokens in
/// tiles of two and one take longer than four; else it is in tiles of half as
/// many each time. No token is computed in vain.
Value StageLowering::forTokenTiles(
    Value begin, Value live, int64_t tile, bool anyRest, Value out,
    llvm::function_ref<Value(Value token, int64_t tokens, Value out)> body) {
  for (int64_t size = tile; size > 0; size /= 2) {
    Value end = live;
    if (size > 1) {
      Value rest = arith::SubIOp::create(b, loc, live, begin);
      Value tiles = arith::DivUIOp::create(b, loc, rest, constant(size));
      end = add(begin, arith::MulIOp::create(b, loc, tiles, constant(size)));
    }
    out = forLoop(begin, end, size, out, [&](Value token, ValueRange carried) {
      return SmallVector<Value>{body(token, size, carried[0])};
    })[0];
    begin = end;
    if (!anyRest || size > kAnySize)
      continue;
    Value rest = arith::SubIOp::create(b, loc, live, begin);
    for (int64_t tokens = size - 1; tokens > 0; --tokens) {
      Value isRest = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                           rest, constant(tokens));
      out = choose(
          isRest, out.getType(),
          [&] { return SmallVector<Value>{body(begin, tokens, out)}; }, out)[0];
    }
    break;
  }
  return out;
}

/// Tiles of as many tokens as are computed at a time where weights are decoded
/// once. The last one ends with the last token: it computes some again that the
/// one before has.
Value StageLowering::forExpandedTiles(
    Value live, Value out,
    llvm::function_ref<Value(Value token, int64_t tokens, Value out)> body) {
  int64_t size = schedule.product.expandedTokens;
  Value last = arith::SubIOp::create(b, loc, live, constant(size));
  return forLoop(constant(0), live, size, out,
                 [&](Value token, ValueRange carried) {
                   Value first = arith::MinUIOp::create(b, loc, token, last);
                   return SmallVector<Value>{body(first, size, carried[0])};
                 })[0];
}

/// Bytes of the codes of so many rows of all products that `root` reads.
static int64_t getCodesBytes(DestinationStyleOpInterface root, int64_t rows) {
  int64_t bytes = 0;
  for (Value input : root.getDpsInputs())
    if (auto mmt = input.getDefiningOp<trit::MmtOp>())
      bytes += rows *
               cast<ShapedType>(mmt.getPacked().getType()).getDimSize(1) *
               mmt.getLayout().getDepth();
  return bytes;
}

/// The tile of `root` at `offsets`, written to `slot`. Of products that `root`
/// reads the tile is computed right before.
static Value computeTile(OpBuilder &b, Location loc, TilingInterface root,
                         ArrayRef<OpFoldResult> offsets,
                         ArrayRef<OpFoldResult> sizes, Value slot) {
  FailureOr<TilingResult> tiled =
      root.getTiledImplementation(b, offsets, sizes);
  for (Operation *slice : tiled->generatedSlices) {
    auto extract = dyn_cast<tensor::ExtractSliceOp>(slice);
    auto producer = extract ? extract.getSource().getDefiningOp<trit::MmtOp>()
                            : trit::MmtOp();
    if (!producer || producer == root)
      continue;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(slice);
    FailureOr<TilingResult> tile = tensor::replaceExtractSliceWithTiledProducer(
        b, extract, cast<OpResult>(extract.getSource()));
    auto mmt = cast<trit::MmtOp>(tile->tiledOps.front());
    // The accumulators are the tile's own.
    b.setInsertionPoint(mmt);
    mmt.getOutMutable().assign(
        tensor::EmptyOp::create(b, loc, sizes, b.getI32Type()));
    extract.getResult().replaceAllUsesWith(tile->tiledValues.front());
  }
  cast<DestinationStyleOpInterface>(tiled->tiledOps.front())
      .getDpsInitsMutable()[0]
      .assign(slot);
  return tiled->tiledValues.front();
}

/// Computes `root` in a parallel loop over its columns, tokens tile by tile
/// inside; over single tokens where the columns are a single tile. Products
/// that only it reads are computed in its tiles.
SmallVector<Value> StageLowering::tileStage(StringRef name, Value root,
                                            Value live,
                                            const ProductTiles &tiles) {
  auto type = cast<RankedTensorType>(root.getType());
  int64_t rows = type.getDimSize(1), rowsPerTile = tiles.rows;
  auto rootOp = cast<TilingInterface>(root.getDefiningOp());
  auto destination = cast<DestinationStyleOpInterface>(root.getDefiningOp());
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);
  SmallVector<OpFoldResult> strides(2, one);
  auto slice = [&](Value from, ArrayRef<OpFoldResult> offsets,
                   ArrayRef<OpFoldResult> sizes) -> Value {
    return tensor::ExtractSliceOp::create(b, loc, from, offsets, sizes,
                                          strides);
  };

  bool expandsApart = tiles.expandedRows != 0 &&
                      getCodesBytes(destination, tiles.expandedRows) <=
                          schedule.product.expandBytes;
  int64_t rowsPerWorker = expandsApart ? tiles.expandedRows : rowsPerTile;

  auto overTokens = [&](ValueRange ivs, ValueRange outputs) {
    SmallVector<OpFoldResult> offsets{ivs[0], zeroAttr},
        sizes{one, b.getIndexAttr(rows)};
    Value slot = slice(outputs[0], offsets, sizes);
    Value tile = computeTile(b, loc, rootOp, offsets, sizes, slot);
    return SmallVector<Tile>{{tile, offsets, sizes}};
  };
  // A tile of tokens of a worker's columns, which begin at `begin`: those from
  // `column` on.
  auto tileOf = [&](Value begin, OpFoldResult column, OpFoldResult columns) {
    Value first = begin;
    if (auto by = dyn_cast<Value>(column))
      first = add(begin, by);
    return [&, first, column, columns](Value token, int64_t tokens,
                                       Value out) -> Value {
      SmallVector<OpFoldResult> at{token, column},
          sizes{b.getIndexAttr(tokens), columns};
      Value slot = slice(out, at, sizes);
      Value tile = computeTile(b, loc, rootOp, {token, first}, sizes, slot);
      return tensor::InsertSliceOp::create(b, loc, tile, out, at, sizes,
                                           strides);
    };
  };
  auto overColumns = [&](ValueRange ivs, ValueRange outputs) {
    OpFoldResult columns = b.getIndexAttr(rowsPerWorker);
    if (rows % rowsPerWorker != 0) {
      AffineExpr n = b.getAffineDimExpr(0);
      AffineMap map = AffineMap::get(
          1, 0, {b.getAffineConstantExpr(rowsPerWorker), rows - n},
          b.getContext());
      columns = affine::makeComposedFoldedAffineMin(b, loc, map,
                                                    {OpFoldResult(ivs[0])});
    }
    SmallVector<OpFoldResult> offsets{zeroAttr, ivs[0]},
        sizes{b.getIndexAttr(type.getDimSize(0)), columns};
    auto byTokens = [&](OpFoldResult column, OpFoldResult columns, Value out) {
      return forTokenTiles(constant(0), live, tiles.tokens,
                           !target.isGpu() && !target.multipliesMatrices(), out,
                           tileOf(ivs[0], column, columns));
    };
    Value out = slice(outputs[0], offsets, sizes);
    if (!expandsApart)
      return SmallVector<Tile>{
          {byTokens(zeroAttr, columns, out), offsets, sizes}};
    auto many = [&] {
      return SmallVector<Value>{
          forExpandedTiles(live, out, tileOf(ivs[0], zeroAttr, columns))};
    };
    // What each tile decodes for itself has fewer rows.
    auto few = [&] {
      if (rowsPerWorker == rowsPerTile)
        return SmallVector<Value>{byTokens(zeroAttr, columns, out)};
      return forLoop(constant(0), constant(rowsPerWorker), rowsPerTile, out,
                     [&](Value column, ValueRange carried) {
                       return SmallVector<Value>{byTokens(
                           column, b.getIndexAttr(rowsPerTile), carried[0])};
                     });
    };
    Value enough = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge,
                                         live, constant(leastExpanded()));
    return SmallVector<Tile>{
        {choose(enough, out.getType(), many, few)[0], offsets, sizes}};
  };
  SmallVector<Value> inits =
      llvm::to_vector_of<Value>(destination.getDpsInits());
  SmallVector<Value> result =
      rows <= rowsPerTile
          ? forAll(name, {OpFoldResult(live)}, {1}, inits, overTokens)
          : forAll(name, {b.getIndexAttr(rows)}, {rowsPerWorker}, inits,
                   overColumns);
  // What was tiled is no longer read as a whole.
  SmallVector<Value> inputs = destination.getDpsInputs();
  rootOp->erase();
  for (Value input : inputs)
    if (auto mmt = input.getDefiningOp<trit::MmtOp>(); mmt && mmt->use_empty())
      mmt.erase();
  return result;
}

StageLowering::ProductTiles StageLowering::chooseTiles(RankedTensorType type,
                                                       trit::LayoutAttr layout,
                                                       int64_t products) const {
  int64_t rows = getRowTile(type, layout.getRows());
  return {rows, getExpandedRows(type, rows, products),
          std::min(type.getDimSize(0), schedule.product.tokens)};
}

SmallVector<Value> StageLowering::productStage(StringRef name,
                                               const Product &product,
                                               RankedTensorType type) {
  if (!product.layout)
    return {};
  SmallVector<Value> accumulators = llvm::map_to_vector(
      product.projections, [&](const Projection &projection) {
        return createMmt(product, projection.weight, type.getDimSize(1));
      });
  Value root = createDequantize(accumulators, product, type);
  return tileStage(
      name, root, getLive(product.input),
      chooseTiles(type, product.layout, std::ssize(product.projections)));
}

SmallVector<Value> StageLowering::lower(MatmulOp op) {
  auto layout = dyn_cast_or_null<trit::LayoutAttr>(op.getLayoutAttr());
  if (!layout)
    return {};
  auto type = op.getType();
  Product product{.input = op.getInput(),
                  .scales = {},
                  .sums = op.getSums(),
                  .projections = {},
                  .divide = false,
                  .residual = {},
                  .activation = std::nullopt,
                  .layout = layout};
  Value root = createMmt(product, op.getWeight(), type.getDimSize(1));
  return tileStage("matmul", root, getLive(op.getInput()),
                   chooseTiles(type, layout, /*products=*/1));
}

SmallVector<Value> StageLowering::lower(FusedMatmulOp op) {
  Product product{.input = op.getInput(),
                  .scales = op.getScales(),
                  .sums = op.getSums(),
                  .projections = {{op.getWeight(), op.getScale()}},
                  .divide = op.getDivide(),
                  .residual = op.getResidual(),
                  .activation = std::nullopt,
                  .layout =
                      dyn_cast_or_null<trit::LayoutAttr>(op.getLayoutAttr())};
  return productStage("fused_matmul", product, op.getType());
}

SmallVector<Value> StageLowering::lower(FusedGluOp op) {
  Product product{.input = op.getInput(),
                  .scales = op.getScales(),
                  .sums = op.getSums(),
                  .projections = {{op.getGate(), op.getGateScale()},
                                  {op.getUp(), op.getUpScale()}},
                  .divide = op.getDivide(),
                  .residual = {},
                  .activation = op.getActivation(),
                  .layout =
                      dyn_cast_or_null<trit::LayoutAttr>(op.getLayoutAttr())};
  return productStage("fused_glu", product, op.getType());
}
