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

/// The most row tiles, up to the schedule's, that divide the rows evenly.
int64_t StageLowering::getRowTile(int64_t rows, int64_t granule) const {
  for (int64_t tiles = schedule.rowTiles; tiles > 1; --tiles)
    if (rows % (granule * tiles) == 0)
      return granule * tiles;
  return granule;
}

/// Computes `root` in a parallel loop over its columns, tokens tile by tile
/// inside. Products that only it reads are computed in its tiles.
SmallVector<Value> StageLowering::tileStage(StringRef name, Value root,
                                            Value live, int64_t rowsPerTile,
                                            int64_t tokenTile) {
  auto type = cast<RankedTensorType>(root.getType());
  int64_t rows = type.getDimSize(1);
  auto rootOp = cast<TilingInterface>(root.getDefiningOp());
  auto destination = cast<DestinationStyleOpInterface>(root.getDefiningOp());
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0),
               tileTokens = b.getIndexAttr(tokenTile);
  SmallVector<OpFoldResult> strides(2, one);

  SmallVector<Value> result = forAll(
      name, {b.getIndexAttr(rows)}, {rowsPerTile}, destination.getDpsInits(),
      [&](ValueRange ivs, ValueRange outputs) {
        OpFoldResult columns = b.getIndexAttr(rowsPerTile);
        if (rows % rowsPerTile != 0) {
          AffineExpr n = b.getAffineDimExpr(0);
          AffineMap map = AffineMap::get(
              1, 0, {b.getAffineConstantExpr(rowsPerTile), rows - n},
              b.getContext());
          columns = affine::makeComposedFoldedAffineMin(b, loc, map,
                                                        {OpFoldResult(ivs[0])});
        }
        SmallVector<OpFoldResult> offsets{zeroAttr, ivs[0]},
            sizes{b.getIndexAttr(type.getDimSize(0)), columns};
        Value out = tensor::ExtractSliceOp::create(b, loc, outputs[0], offsets,
                                                   sizes, strides);
        out = forLoop(
            constant(0), live, tokenTile, out,
            [&](Value token, ValueRange carried) {
              FailureOr<TilingResult> tiled = rootOp.getTiledImplementation(
                  b, {token, ivs[0]}, {tileTokens, columns});
              auto tiledOp =
                  cast<DestinationStyleOpInterface>(tiled->tiledOps.front());
              for (Operation *slice : tiled->generatedSlices) {
                auto extract = dyn_cast<tensor::ExtractSliceOp>(slice);
                auto producer =
                    extract ? extract.getSource().getDefiningOp<trit::MmtOp>()
                            : trit::MmtOp();
                if (!producer || producer == root.getDefiningOp())
                  continue;
                OpBuilder::InsertionGuard guard(b);
                b.setInsertionPoint(slice);
                FailureOr<TilingResult> tile =
                    tensor::replaceExtractSliceWithTiledProducer(
                        b, extract, cast<OpResult>(extract.getSource()));
                auto mmt = cast<trit::MmtOp>(tile->tiledOps.front());
                // The accumulators are the tile's own.
                b.setInsertionPoint(mmt);
                mmt.getOutMutable().assign(tensor::EmptyOp::create(
                    b, loc, SmallVector<OpFoldResult>{tileTokens, columns},
                    b.getI32Type()));
                extract.getResult().replaceAllUsesWith(
                    tile->tiledValues.front());
              }
              SmallVector<OpFoldResult> at{token, zeroAttr},
                  size{tileTokens, columns};
              {
                OpBuilder::InsertionGuard guard(b);
                b.setInsertionPoint(tiledOp);
                Value slot = tensor::ExtractSliceOp::create(b, loc, carried[0],
                                                            at, size, strides);
                tiledOp.getDpsInitsMutable()[0].assign(slot);
              }
              return SmallVector<Value>{tensor::InsertSliceOp::create(
                  b, loc, tiled->tiledValues.front(), carried[0], at, size,
                  strides)};
            })[0];
        return SmallVector<Tile>{{out, offsets, sizes}};
      });
  // What was tiled is no longer read as a whole.
  SmallVector<Value> inputs = destination.getDpsInputs();
  rootOp->erase();
  for (Value input : inputs)
    if (auto mmt = input.getDefiningOp<trit::MmtOp>(); mmt && mmt->use_empty())
      mmt.erase();
  return result;
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
  int64_t tokenTile = type.getDimSize(0) == 1 ? 1 : schedule.tokenTile;
  return tileStage(name, root, getLive(product.input),
                   getRowTile(type.getDimSize(1), product.layout.getRows()),
                   tokenTile);
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
  int64_t tokenTile = type.getDimSize(0) == 1 ? 1 : schedule.tokenTile;
  return tileStage("matmul", root, getLive(op.getInput()),
                   getRowTile(type.getDimSize(1), layout.getRows()), tokenTile);
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
