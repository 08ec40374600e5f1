//===- TritLinear.cpp - the stage of a weight-only ternary layer ----------===//
//
// A tile is the layout's rows, which lie in the lanes. Codes become floats and
// multiply one activation at a time, broadcast; a lane adds its row's products
// in the order of K.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

/// For each of the block's columns the row's trit in each lane, as a float.
static SmallVector<Value> decodeColumns(OpBuilder &b, Location loc,
                                        Value packed, trit::LayoutAttr layout) {
  int64_t rows = layout.getRows();
  SmallVector<Type> planes(layout.getPlanes(),
                           VectorType::get({rows * 4}, b.getI8Type()));
  auto lanes = VectorType::get({rows}, b.getI32Type());
  auto floats = VectorType::get({rows}, b.getF32Type());
  auto splat = [&](int32_t value) {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(lanes, value));
  };
  Value one = splat(1), byte = splat(255);
  SmallVector<Value> columns;
  for (Value codes :
       trit::DecodeOp::create(b, loc, planes, packed, layout).getResults()) {
    Value words = vector::BitCastOp::create(b, loc, lanes, codes);
    for (int32_t column = 0; column < 4; ++column) {
      Value code = arith::ShRUIOp::create(b, loc, words, splat(8 * column));
      code = arith::AndIOp::create(b, loc, code, byte);
      Value trit = arith::SubIOp::create(b, loc, code, one);
      columns.push_back(arith::SIToFPOp::create(b, loc, floats, trit));
    }
  }
  return columns;
}

SmallVector<Value> StageLowering::lower(TritLinearOp op) {
  auto layout = dyn_cast_or_null<trit::LayoutAttr>(op.getLayoutAttr());
  if (!layout)
    return {};
  auto type = op.getType();
  int64_t rows = type.getDimSize(1), tile = layout.getRows();
  int64_t features = op.getInput().getType().getDimSize(1);
  int64_t depth = layout.getDepth();
  bool whole = rows % tile == 0, wholeBlocks = features % depth == 0;
  auto packedType = cast<RankedTensorType>(op.getWeight().getType());
  bool perRow = cast<ShapedType>(op.getScale().getType()).getRank() == 1;

  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);

  /// The rows of block `rowTile` of one token, written to `out` at `at`.
  auto computeTile = [&](Value token, Value rowTile, Value scale, Value out,
                         ValueRange at) {
    Value zero = constant(0);
    auto block = [&](Value index, ValueRange acc) {
      Value packed = vector::TransferReadOp::create(
          b, loc, VectorType::get({layout.getBlockBytes()}, b.getI8Type()),
          op.getWeight(), ValueRange{rowTile, index, zero},
          Value(arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0))),
          ArrayRef<bool>{true});
      Value column = arith::MulIOp::create(b, loc, index, constant(depth));
      Value x = read(op.getInput(), {token, column}, depth, wholeBlocks);
      Value sum = acc[0];
      for (auto [k, trits] :
           llvm::enumerate(decodeColumns(b, loc, packed, layout))) {
        Value activation = vector::ExtractOp::create(
            b, loc, x, ArrayRef<int64_t>{static_cast<int64_t>(k)});
        sum = arith::AddFOp::create(
            b, loc, sum,
            arith::MulFOp::create(b, loc, trits, broadcast(activation, tile)));
      }
      return SmallVector<Value>{sum};
    };
    Value sum = forLoop(zero, constant(packedType.getDimSize(1)), 1,
                        splat(0, tile), block)[0];
    return write(arith::MulFOp::create(b, loc, sum, scale), out, at, whole);
  };
  auto readScale = [&](Value firstRow) {
    return perRow ? read(op.getScale(), firstRow, tile, whole)
                  : broadcast(tensor::ExtractOp::create(b, loc, op.getScale()),
                              tile);
  };
  auto overTokens = [&](ValueRange ivs, ValueRange outputs) {
    Value zero = constant(0);
    SmallVector<OpFoldResult> offsets{ivs[0], zeroAttr},
        sizes{one, b.getIndexAttr(rows)};
    Value out = computeTile(ivs[0], zero, readScale(zero),
                            row(outputs[0], offsets), {zero, zero});
    return SmallVector<Tile>{{out, offsets, sizes}};
  };
  auto overRows = [&](ValueRange ivs, ValueRange outputs) {
    Value zero = constant(0), firstRow = ivs[0];
    Value rowTile = arith::DivUIOp::create(b, loc, firstRow, constant(tile));
    OpFoldResult width = b.getIndexAttr(tile);
    if (!whole)
      width = getAsOpFoldResult(arith::MinUIOp::create(
          b, loc, constant(tile),
          arith::SubIOp::create(b, loc, constant(rows), firstRow)));
    SmallVector<OpFoldResult> offsets{zeroAttr, firstRow},
        sizes{b.getIndexAttr(type.getDimSize(0)), width};
    Value out = tensor::ExtractSliceOp::create(
        b, loc, outputs[0], offsets, sizes, SmallVector<OpFoldResult>(2, one));
    Value scale = readScale(firstRow);
    out = forLoop(zero, getLive(op.getInput()), 1, out,
                  [&](Value token, ValueRange carried) {
                    return SmallVector<Value>{computeTile(
                        token, rowTile, scale, carried[0], {token, zero})};
                  })[0];
    return SmallVector<Tile>{{out, offsets, sizes}};
  };
  if (rows <= tile) // Workers share the tokens.
    return forAll("trit_linear", {OpFoldResult(getLive(op.getInput()))}, {1},
                  empty(type), overTokens);
  return forAll("trit_linear", {b.getIndexAttr(rows)}, {tile}, empty(type),
                overRows);
}
