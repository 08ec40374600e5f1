//===- Attention.cpp - the stages of causal attention ---------------------===//
//
// The heads that share keys and values are computed together, so that these
// are read once. In prefill a tile is some tokens of one group, whose positions
// are walked in chunks. In decode a tile is one chunk, so that workers share
// the positions as well, and a second stage merges the chunks: the same
// arithmetic in the same order (RunningSoftmax.h).
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"
#include "tern/Conversion/Gpu.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Sizes of an attention's operands.
struct AttentionSizes {
  explicit AttentionSizes(AttentionOp op)
      : tokens(op.getType().getDimSize(0)),
        groups(op.getValueType().getDimSize(0)), positions(op.getPositions()),
        headDim(op.getHeadDim()), perGroup(op.getHeads() / groups) {}

  int64_t tokens, groups, positions, headDim, perGroup;
};
} // namespace

/// What lies at `at` in the leading dimensions, without these.
static Value slice(OpBuilder &b, Location loc, Value tensor,
                   ArrayRef<OpFoldResult> at) {
  auto type = cast<RankedTensorType>(tensor.getType());
  auto rank = static_cast<size_t>(type.getRank());
  SmallVector<OpFoldResult> offsets(rank, b.getIndexAttr(0)), sizes,
      strides(rank, b.getIndexAttr(1));
  llvm::copy(at, offsets.begin());
  for (size_t i = 0; i < rank; ++i)
    sizes.push_back(b.getIndexAttr(i < at.size() ? 1 : type.getDimSize(i)));
  return tensor::ExtractSliceOp::create(
      b, loc, type.clone(type.getShape().drop_front(at.size())), tensor,
      offsets, sizes, strides);
}

/// `tern.attend` of a group, which is the last of the indices `at` of caches;
/// the new values of `outs`.
static SmallVector<Value> attend(OpBuilder &b, Location loc, AttentionOp op,
                                 Value query, ArrayRef<OpFoldResult> at,
                                 ValueRange outs, Value begin, Value end,
                                 Value visible, bool normalize) {
  auto ofGroup = [&](Value cache) {
    return cache ? slice(b, loc, cache, at) : Value();
  };
  auto attended = AttendOp::create(
      b, loc, TypeRange(outs), query, ofGroup(op.getKeys()),
      ofGroup(op.getValues()), ofGroup(op.getKeyScales()),
      ofGroup(op.getValueScales()), Value(), Value(), Value(), outs[0], outs[1],
      outs[2], begin, end, visible, op.getScale(), normalize);
  return llvm::to_vector_of<Value>(attended.getResults());
}

/// Where a tile of tokens lies if tiles are taken from both ends in turn: later
/// tokens see more positions, and workers that run beside each other, or one
/// that has two tiles, then have some of each.
Value StageLowering::foldTiles(Value tokens, int64_t size, Value first) {
  auto half = [&](Value x) -> Value {
    return arith::DivUIOp::create(b, loc, x, constant(2));
  };
  Value tiles = arith::CeilDivUIOp::create(b, loc, tokens, constant(size)),
        tile = arith::DivUIOp::create(b, loc, first, constant(size));
  Value fromEnd = arith::SubIOp::create(b, loc, offset(tiles, -1), half(tile));
  Value isOdd = arith::CmpIOp::create(
      b, loc, arith::CmpIPredicate::ne,
      arith::RemUIOp::create(b, loc, tile, constant(2)), constant(0));
  Value place = arith::SelectOp::create(b, loc, isOdd, fromEnd, half(tile));
  return arith::MulIOp::create(b, loc, place, constant(size));
}

/// Where a tile of tokens lies if the last tokens, which see most positions,
/// come first.
Value StageLowering::reverseTiles(Value tokens, int64_t size, Value first) {
  Value tiles = arith::CeilDivUIOp::create(b, loc, tokens, constant(size)),
        last = arith::MulIOp::create(b, loc, offset(tiles, -1), constant(size));
  return arith::SubIOp::create(b, loc, last, first);
}

/// A group's tokens walk all positions up to their own.
SmallVector<Value> StageLowering::attendWhole(AttentionOp op, Value query) {
  AttentionSizes s(op);
  // Of a row the query, its values and the weights of a chunk.
  int64_t rows = schedule.attention.tileRows,
          rowBytes =
              4 * (2 * static_cast<int64_t>(llvm::alignTo(s.headDim, lanes)) +
                   kAttentionChunk + 2);
  while (rows > 1 && rows * rowBytes > getMostTileBytes(target))
    rows /= 2;
  int64_t tile = std::max<int64_t>(1, rows / s.perGroup);
  // Their workers take the largest tiles first (`turnBack` of FormKernels).
  bool largestFirst = attendsByMatrices(target, s.tokens, op.getKeyType());
  if (largestFirst)
    tile = countAttendTokens(target, s.perGroup);
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  Value live = getLive(op.getQuery());
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[largestFirst ? 1 : 0], token = ivs[largestFirst ? 0 : 1];
    if (largestFirst)
      token = reverseTiles(live, tile, token);
    else if (target.isGpu())
      token = foldTiles(live, tile, token);
    Value left = arith::SubIOp::create(b, loc, live, token);
    Value count = arith::MinUIOp::create(b, loc, left, constant(tile));
    SmallVector<OpFoldResult> at{token, group, zero, zero},
        sizes{count, one, b.getIndexAttr(s.perGroup),
              b.getIndexAttr(s.headDim)},
        strides(4, one);
    auto type = RankedTensorType::get(
        {ShapedType::kDynamic, s.perGroup, s.headDim}, b.getF32Type());
    auto tileOf = [&](Value tensor) -> Value {
      return tensor::ExtractSliceOp::create(b, loc, type, tensor, at, sizes,
                                            strides);
    };
    Value state =
        empty(RankedTensorType::get({tile, s.perGroup}, b.getF32Type()));
    Value sums = empty(state.getType());
    Value first = add(add(op.getPosition(), token), constant(1));
    Value end = arith::SubIOp::create(b, loc, add(first, count), constant(1));
    Value values =
        attend(b, loc, op, tileOf(query), OpFoldResult(group),
               {tileOf(outputs[0]), state, sums}, constant(0), end, first,
               /*normalize=*/true)[0];
    return SmallVector<Tile>{{values, at, sizes}};
  };
  SmallVector<OpFoldResult> upper{b.getIndexAttr(s.groups), OpFoldResult(live)};
  SmallVector<int64_t> steps{1, tile};
  if (largestFirst) {
    std::swap(upper[0], upper[1]);
    std::swap(steps[0], steps[1]);
  }
  return forAll("attention", upper, steps, empty(query.getType()), body);
}

/// Each token of a batch walks all positions of its sequence up to its own, in
/// the order in which chunks are merged: it has the bits that it has alone.
SmallVector<Value> StageLowering::attendAtPlaces(AttentionOp op, Value query) {
  AttentionSizes s(op);
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[0], token = ivs[1];
    OpFoldResult sequence = readPlace(op.getPlaces(), 0, token);
    Value length = offset(readPlace(op.getPlaces(), 1, token), 1);
    SmallVector<OpFoldResult> at{token, group, zero, zero},
        sizes{one, one, b.getIndexAttr(s.perGroup), b.getIndexAttr(s.headDim)},
        strides(4, one);
    auto type =
        RankedTensorType::get({1, s.perGroup, s.headDim}, b.getF32Type());
    auto tileOf = [&](Value tensor) -> Value {
      return tensor::ExtractSliceOp::create(b, loc, type, tensor, at, sizes,
                                            strides);
    };
    Value maxima =
              empty(RankedTensorType::get({1, s.perGroup}, b.getF32Type())),
          sums = empty(maxima.getType());
    Value values =
        attend(b, loc, op, tileOf(query), {sequence, OpFoldResult(group)},
               {tileOf(outputs[0]), maxima, sums}, constant(0), length, length,
               /*normalize=*/true)[0];
    return SmallVector<Tile>{{values, at, sizes}};
  };
  return forAll(
      "attention",
      {b.getIndexAttr(s.groups), OpFoldResult(getLive(op.getQuery()))}, {1, 1},
      empty(query.getType()), body);
}

/// One token's chunks of positions, merged by another stage.
SmallVector<Value> StageLowering::attendInChunks(AttentionOp op, Value query) {
  AttentionSizes s(op);
  Value length = add(op.getPosition(), constant(1));
  // Neither how many chunks there are nor where they begin depends on how many
  // workers share them: the states that are merged are the same.
  Value chunks =
      arith::CeilDivUIOp::create(b, loc, length, constant(kAttentionChunk));
  int64_t capacity = llvm::divideCeilSigned(s.positions, kAttentionChunk);
  auto state = empty(RankedTensorType::get({capacity, s.groups, 1, s.perGroup},
                                           b.getF32Type()));
  SmallVector<Value> partial{
      empty(RankedTensorType::get({capacity, s.groups, s.perGroup, s.headDim},
                                  b.getF32Type())),
      state, empty(state.getType())};
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[0], chunk = ivs[1];
    Value begin =
        arith::MulIOp::create(b, loc, chunk, constant(kAttentionChunk));
    Value end =
        arith::MinUIOp::create(b, loc, length, offset(begin, kAttentionChunk));
    SmallVector<OpFoldResult> at{chunk, group, zero, zero},
        sizes{one, one, b.getIndexAttr(s.perGroup), b.getIndexAttr(s.headDim)},
        stateSizes{one, one, one, b.getIndexAttr(s.perGroup)}, strides(4, one);
    auto tileOf = [&](Value tensor, ArrayRef<OpFoldResult> offsets,
                      ArrayRef<OpFoldResult> size,
                      ArrayRef<int64_t> shape) -> Value {
      return tensor::ExtractSliceOp::create(
          b, loc, RankedTensorType::get(shape, b.getF32Type()), tensor, offsets,
          size, strides);
    };
    SmallVector<int64_t> rows{1, s.perGroup, s.headDim}, state{1, s.perGroup};
    SmallVector<Value> results = attend(
        b, loc, op, tileOf(query, {zero, group, zero, zero}, sizes, rows),
        OpFoldResult(group),
        {tileOf(outputs[0], at, sizes, rows),
         tileOf(outputs[1], at, stateSizes, state),
         tileOf(outputs[2], at, stateSizes, state)},
        begin, end, length, /*normalize=*/false);
    return SmallVector<Tile>{{results[0], at, sizes},
                             {results[1], at, stateSizes},
                             {results[2], at, stateSizes}};
  };
  partial =
      forAll("attention", {b.getIndexAttr(s.groups), OpFoldResult(chunks)},
             {1, 1}, partial, body);
  return {mergeChunks(op, partial, chunks)};
}

SmallVector<Value> StageLowering::lower(AttentionOp op) {
  AttentionSizes s(op);
  if (op.getKeyType().getRank() < 4)
    return {};
  bool whole = !op.getPlaces() && attendsByThreads(target, s.tokens, s.headDim);
  SmallVector<ReassociationIndices> reassociation{{0}, {1, 2, 3}};
  auto type = RankedTensorType::get({s.tokens, s.groups, s.perGroup, s.headDim},
                                    b.getF32Type());
  Value result;
  if (whole) {
    result = attendToken(op, type);
  } else {
    Value query = tensor::ExpandShapeOp::create(b, loc, type, op.getQuery(),
                                                reassociation);
    result = (op.getPlaces()  ? attendAtPlaces(op, query)
              : s.tokens == 1 ? attendInChunks(op, query)
                              : attendWhole(op, query))[0];
  }
  Value flat = tensor::CollapseShapeOp::create(b, loc, op.getType(), result,
                                               reassociation);
  return {flat};
}
