//===- DenseStage.cpp - how a dense layer is tiled ------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

StageLowering::DenseTiles
StageLowering::chooseTiles(RankedTensorType type) const {
  int64_t rows = type.getDimSize(1), capacity = type.getDimSize(0);
  int64_t together = schedule.linear.rowsAtOnce,
          tile = std::max(schedule.linear.tileRows, together);
  while (rows % together != 0)
    together /= 2;
  // Whole tiles, and more than one, for workers to share.
  while (tile > together && (rows % tile != 0 || rows <= tile))
    tile /= 2;
  return {capacity > 1 ? tile : together, together,
          std::min(capacity, schedule.linear.tokens)};
}

SmallVector<Value> StageLowering::denseStage(
    StringRef name, const DenseTiles &tiles, RankedTensorType type, Value live,
    bool anyRest,
    llvm::function_ref<Value(ArrayRef<Value> tokens, Value firstRow, Value out,
                             Value at)>
        body,
    llvm::function_ref<std::pair<Value, Value>(Value firstRow, Value out)>
        many) {
  int64_t rows = type.getDimSize(1);
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0),
               tileRows = b.getIndexAttr(tiles.rows);
  SmallVector<OpFoldResult> strides(2, one);
  auto overTokens = [&](ValueRange ivs, ValueRange outputs) {
    Value zero = constant(0);
    Value out = body(ivs[0], zero, row(outputs[0], {ivs[0], zeroAttr}), zero);
    return SmallVector<Tile>{{out, {ivs[0], zeroAttr}, {one, tileRows}}};
  };
  auto overRows = [&](ValueRange ivs, ValueRange outputs) {
    SmallVector<OpFoldResult> offsets{zeroAttr, ivs[0]},
        sizes{b.getIndexAttr(type.getDimSize(0)), tileRows};
    Value out = tensor::ExtractSliceOp::create(b, loc, outputs[0], offsets,
                                               sizes, strides);
    Value begin = constant(0);
    if (many)
      std::tie(out, begin) = many(ivs[0], out);
    out = forTokenTiles(begin, live, tiles.tokens, anyRest, out,
                        [&](Value token, int64_t count, Value carried) {
                          SmallVector<Value> tokens{token};
                          for (int64_t t = 1; t < count; ++t)
                            tokens.push_back(add(token, constant(t)));
                          return body(tokens, ivs[0], carried, token);
                        });
    return SmallVector<Tile>{{out, offsets, sizes}};
  };
  if (rows == tiles.together) // Workers share the tokens.
    return forAll(name, {OpFoldResult(live)}, {1}, empty(type), overTokens);
  return forAll(name, {b.getIndexAttr(rows)}, {tiles.rows}, empty(type),
                overRows);
}
