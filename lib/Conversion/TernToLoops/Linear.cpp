//===- Linear.cpp - the stage of a dense linear layer ---------------------===//
//
// A tile is a few rows of the weight, read once for all tokens, and widened
// once for a few. K lies in the lanes: the weight keeps the checkpoint's order,
// which a tied embedding reads by rows as well.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

/// Sums of a row that are independent of each other: a power of two.
static constexpr int64_t kLinearSums = 4;
/// Bytes ahead that weights are prefetched: a few tokens are as fast as they
/// are read.
static constexpr int64_t kPrefetchedBytes = 4096;

SmallVector<Value> StageLowering::dotRow(Value input, Value weight,
                                         ValueRange tokens, Value row,
                                         bool ahead) {
  auto type = cast<ShapedType>(weight.getType());
  int64_t features = type.getDimSize(1);
  bool whole = features % lanes == 0;
  int64_t bits = type.getElementTypeBitWidth(),
          prefetched = kPrefetchedBytes * 8 / bits,
          line = kLineBytes * 8 / bits;
  size_t count = tokens.size();

  /// The products of `lanes` columns from k + offset on, added to a sum of each
  /// token.
  auto addProducts = [&](Value k, int64_t offset, ValueRange sums) {
    if (ahead && offset % line == 0) // Once a line.
      prefetch(weight, {row, add(k, constant(offset + prefetched))});
    Value at = offset ? add(k, constant(offset)) : k;
    Value w = readWide(weight, {row, at}, lanes, whole);
    SmallVector<Value> next;
    for (auto [token, sum] : llvm::zip_equal(tokens, sums)) {
      Value x = read(input, {token, at}, lanes, whole);
      next.push_back(arith::AddFOp::create(
          b, loc, sum, arith::MulFOp::create(b, loc, x, w)));
    }
    return next;
  };
  // Several sums, so that a product does not wait for the one before. Where the
  // last columns fill no vector, all are read with a mask, in one loop.
  int64_t sumCount = whole ? kLinearSums : 1, step = sumCount * lanes,
          unrolled = whole ? features - features % step : 0;
  auto addColumns = [&](int64_t begin, int64_t end, ValueRange sums) {
    auto width = static_cast<int64_t>(sums.size() / count) * lanes;
    return forLoop(
        constant(begin), constant(end), width, sums,
        [&](Value k, ValueRange acc) {
          SmallVector<Value> next;
          for (size_t i = 0; i < acc.size(); i += count)
            llvm::append_range(
                next, addProducts(k, static_cast<int64_t>(i / count) * lanes,
                                  acc.slice(i, count)));
          return next;
        });
  };
  SmallVector<Value> sums(sumCount * count, splat(0, lanes));
  if (unrolled > 0)
    sums = addColumns(0, unrolled, sums);
  if (unrolled < features)
    llvm::copy(
        addColumns(unrolled, features, ValueRange(sums).take_front(count)),
        sums.begin());
  for (size_t i = sums.size() / 2; i >= count; i /= 2)
    for (size_t j = 0; j < i; ++j)
      sums[j] = arith::AddFOp::create(b, loc, sums[j], sums[i + j]);
  sums.truncate(count);
  for (Value &sum : sums)
    sum = reduceAdd(sum);
  return sums;
}

SmallVector<Value> StageLowering::lower(LinearOp op) {
  auto type = op.getType();
  int64_t rows = type.getDimSize(1);
  int64_t tile = rows % 4 == 0 ? 4 : 1;
  // As many tokens at a time as have registers for their sums.
  int64_t tokenTile =
      std::min<int64_t>(type.getDimSize(0), lanes == 16 ? 4 : 2);
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0),
               tileRows = b.getIndexAttr(tile);
  SmallVector<OpFoldResult> strides(2, one);

  /// Rows [firstRow, firstRow + tile) of `count` tokens, written to `out`,
  /// whose rows they are from `at` on.
  auto computeTile = [&](Value token, int64_t count, Value firstRow, Value out,
                         Value at) {
    auto from = [&](Value first, int64_t i) {
      return i ? add(first, constant(i)) : first;
    };
    SmallVector<Value> tokens;
    for (int64_t t = 0; t < count; ++t)
      tokens.push_back(from(token, t));
    // One row after the other, so that the weight is read as one stream.
    SmallVector<SmallVector<Value>> scalars(count);
    for (int64_t i = 0; i < tile; ++i)
      for (auto [t, sum] : llvm::enumerate(dotRow(op.getInput(), op.getWeight(),
                                                  tokens, from(firstRow, i),
                                                  /*ahead=*/true)))
        scalars[t].push_back(sum);
    for (int64_t t = 0; t < count; ++t) {
      Value packed =
          vector::FromElementsOp::create(b, loc, f32Vector(tile), scalars[t]);
      if (op.getScales())
        packed = arith::MulFOp::create(
            b, loc, packed, read(op.getScales(), firstRow, tile, true));
      out = write(packed, out, {from(at, t), constant(0)}, true);
    }
    return out;
  };
  auto overTokens = [&](ValueRange ivs, ValueRange outputs) {
    Value zero = constant(0);
    Value out =
        computeTile(ivs[0], 1, zero, row(outputs[0], {ivs[0], zeroAttr}), zero);
    return SmallVector<Tile>{{out, {ivs[0], zeroAttr}, {one, tileRows}}};
  };
  auto overRows = [&](ValueRange ivs, ValueRange outputs) {
    SmallVector<OpFoldResult> offsets{zeroAttr, ivs[0]},
        sizes{b.getIndexAttr(type.getDimSize(0)), tileRows};
    Value out = tensor::ExtractSliceOp::create(b, loc, outputs[0], offsets,
                                               sizes, strides);
    out = forTokenTiles(getLive(op.getInput()), tokenTile, out,
                        [&](Value token, int64_t count, Value carried) {
                          return computeTile(token, count, ivs[0], carried,
                                             token);
                        });
    return SmallVector<Tile>{{out, offsets, sizes}};
  };
  if (rows == tile) // Workers share the tokens.
    return forAll("linear", {OpFoldResult(getLive(op.getInput()))}, {1},
                  empty(type), overTokens);
  return forAll("linear", {b.getIndexAttr(rows)}, {tile}, empty(type),
                overRows);
}
