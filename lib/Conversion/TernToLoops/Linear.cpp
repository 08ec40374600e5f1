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

/// Sums of a row that are independent of each other: a power of two.
static constexpr int64_t kLinearSums = 4;
/// Bytes ahead that the weights of one token are prefetched: decode is as fast
/// as they are read.
static constexpr int64_t kPrefetchedBytes = 4096;
/// Bytes that a prefetch brings.
static constexpr int64_t kLineBytes = 64;

Value StageLowering::dotRow(Value input, Value weight, Value token, Value row,
                            bool ahead) {
  auto type = cast<ShapedType>(weight.getType());
  int64_t features = type.getDimSize(1);
  bool whole = features % lanes == 0;
  int64_t bits = type.getElementTypeBitWidth(),
          prefetched = kPrefetchedBytes * 8 / bits,
          line = kLineBytes * 8 / bits;

  /// The products of `lanes` columns from k + offset on, added to `sum`.
  auto addProducts = [&](Value k, int64_t offset, Value sum) -> Value {
    if (ahead && offset % line == 0) // Once a line.
      prefetch(weight, {row, add(k, constant(offset + prefetched))});
    Value at = offset ? add(k, constant(offset)) : k;
    Value x = read(input, {token, at}, lanes, whole),
          w = readWide(weight, {row, at}, lanes, whole);
    return arith::AddFOp::create(b, loc, sum,
                                 arith::MulFOp::create(b, loc, x, w));
  };
  // Several sums, so that a product does not wait for the one before. Where the
  // last columns fill no vector, all are read with a mask, in one loop.
  int64_t sumCount = whole ? kLinearSums : 1, step = sumCount * lanes,
          unrolled = whole ? features - features % step : 0;
  auto addColumns = [&](int64_t begin, int64_t end, SmallVector<Value> sums) {
    auto width = static_cast<int64_t>(sums.size()) * lanes;
    return forLoop(constant(begin), constant(end), width, sums,
                   [&](Value k, ValueRange acc) {
                     SmallVector<Value> next;
                     for (Value sum : acc)
                       next.push_back(addProducts(
                           k, static_cast<int64_t>(next.size()) * lanes, sum));
                     return next;
                   });
  };
  SmallVector<Value> sums(sumCount, splat(0, lanes));
  if (unrolled > 0)
    sums = addColumns(0, unrolled, sums);
  if (unrolled < features)
    sums[0] = addColumns(unrolled, features, {sums[0]})[0];
  for (size_t i = sums.size() / 2; i > 0; i /= 2)
    for (size_t j = 0; j < i; ++j)
      sums[j] = arith::AddFOp::create(b, loc, sums[j], sums[i + j]);
  return reduceAdd(sums.front());
}

SmallVector<Value> StageLowering::lower(LinearOp op) {
  auto type = op.getType();
  int64_t rows = type.getDimSize(1);
  int64_t tile = rows % 4 == 0 ? 4 : 1;
  bool single = type.getDimSize(0) == 1;
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0),
               tileRows = b.getIndexAttr(tile);
  SmallVector<OpFoldResult> strides(2, one);

  /// Rows [firstRow, firstRow + tile) of one token, written to `out` at `at`.
  auto computeTile = [&](Value token, Value firstRow, Value out,
                         ValueRange at) {
    SmallVector<Value> scalars;
    for (int64_t i = 0; i < tile; ++i)
      scalars.push_back(
          // One after the other, so that the weight is read as one stream.
          dotRow(op.getInput(), op.getWeight(), token,
                 i ? add(firstRow, constant(i)) : firstRow, single));
    Value packed =
        vector::FromElementsOp::create(b, loc, f32Vector(tile), scalars);
    if (op.getScales())
      packed = arith::MulFOp::create(
          b, loc, packed, read(op.getScales(), firstRow, tile, true));
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
