//===- Linear.cpp - the stage of a dense linear layer ---------------------===//
//
// A tile is a few rows of the weight, read once for all tokens. K lies in the
// lanes: the weight keeps the checkpoint's order, which a tied embedding reads
// by rows as well.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

SmallVector<Value> StageLowering::lower(LinearOp op) {
  auto type = op.getType();
  int64_t rows = type.getDimSize(1),
          features = op.getInput().getType().getDimSize(1);
  int64_t tile = rows % 4 == 0 ? 4 : 1;
  bool whole = features % lanes == 0, single = type.getDimSize(0) == 1;
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0),
               tileRows = b.getIndexAttr(tile);
  SmallVector<OpFoldResult> strides(2, one);

  /// Rows [firstRow, firstRow + tile) of one token, written to `out` at `at`.
  auto computeTile = [&](Value token, Value firstRow, Value out,
                         ValueRange at) {
    SmallVector<Value> row;
    for (int64_t i = 0; i < tile; ++i)
      row.push_back(i ? add(firstRow, constant(i)) : firstRow);
    SmallVector<Value> sums = forLoop(
        constant(0), constant(features), lanes,
        SmallVector<Value>(tile, splat(0, lanes)),
        [&](Value k, ValueRange acc) {
          Value x = read(op.getInput(), {token, k}, lanes, whole);
          SmallVector<Value> next;
          for (int64_t i = 0; i < tile; ++i) {
            if (single)
              prefetch(op.getWeight(), {add(row[i], constant(tile)), k});
            Value w = readWide(op.getWeight(), {row[i], k}, lanes, whole);
            next.push_back(arith::AddFOp::create(
                b, loc, acc[i], arith::MulFOp::create(b, loc, x, w)));
          }
          return next;
        });
    SmallVector<Value> scalars =
        llvm::map_to_vector(sums, [&](Value sum) { return reduceAdd(sum); });
    Value packed =
        vector::FromElementsOp::create(b, loc, f32Vector(tile), scalars);
    return write(packed, out, at, true);
  };
  auto overTokens = [&](ValueRange ivs, ValueRange outputs) {
    Value zero = constant(0);
    Value out = computeTile(ivs[0], zero, row(outputs[0], {ivs[0], zeroAttr}),
                            {zero, zero});
    return SmallVector<Tile>{{out, {ivs[0], zeroAttr}, {one, tileRows}}};
  };
  auto overRows = [&](ValueRange ivs, ValueRange outputs) {
    SmallVector<OpFoldResult> offsets{zeroAttr, ivs[0]},
        sizes{b.getIndexAttr(type.getDimSize(0)), tileRows};
    Value zero = constant(0);
    Value out = tensor::ExtractSliceOp::create(b, loc, outputs[0], offsets,
                                               sizes, strides);
    out = forLoop(zero, getLive(op.getInput()), 1, out,
                  [&](Value token, ValueRange carried) {
                    return SmallVector<Value>{
                        computeTile(token, ivs[0], carried[0], {token, zero})};
                  })[0];
    return SmallVector<Tile>{{out, offsets, sizes}};
  };
  if (rows == tile) // Workers share the tokens.
    return forAll("linear", {OpFoldResult(getLive(op.getInput()))}, {1},
                  empty(type), overTokens);
  return forAll("linear", {b.getIndexAttr(rows)}, {tile}, empty(type),
                overRows);
}
