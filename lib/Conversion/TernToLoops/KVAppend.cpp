//===- KVAppend.cpp - the stage that writes into a cache ------------------===//
//
// A tile is one head of one token, which is rotated first if nothing else reads
// the rotated keys: so nobody waits between the two. In blocks of keys its
// features lie a block apart, and are stored one by one: few, next to what
// attention then saves.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

/// Features of a word of a block of words.
static constexpr int64_t kWordBytes = 4;

int64_t tern::getHeadDim(KVAppendOp op) {
  RankedTensorType cache =
      getSequenceType(op.getCache().getType(), op.getPlaces());
  return cache.getDimSize(2) * (cache.getRank() == 5 ? kWordBytes : 1);
}

/// f32 to a cache's element type; `inverse` is 127 / m of an i8 one.
Value StageLowering::toCacheType(Value x, Type element, Value inverse) {
  auto type = cast<VectorType>(x.getType()).clone(element);
  if (element.isF32())
    return x;
  if (!element.isInteger(8))
    return arith::TruncFOp::create(b, loc, type, x);
  Value scaled = arith::MulFOp::create(b, loc, x, broadcast(inverse, lanes));
  return arith::TruncIOp::create(b, loc, type, roundToInt8(scaled));
}

/// The first `count` of a vector of features from `d` on, as words of one
/// position of a block.
Value StageLowering::writeWords(Value x, Value d, int64_t count, Value out) {
  Value zero = constant(0);
  Value word = arith::DivUIOp::create(b, loc, d, constant(kWordBytes));
  for (int64_t first = 0; first < count; first += kWordBytes) {
    Value four = vector::ExtractStridedSliceOp::create(
        b, loc, x, ArrayRef<int64_t>{first}, ArrayRef<int64_t>{kWordBytes},
        ArrayRef<int64_t>{1});
    out =
        write(four, out,
              {zero, zero, offset(word, first / kWordBytes), zero, zero}, true);
  }
  return out;
}

SmallVector<Value> StageLowering::lower(KVAppendOp op) {
  RankedTensorType cache =
      getSequenceType(op.getCache().getType(), op.getPlaces());
  bool words = cache.getRank() == 5, blocked = cache.getRank() >= 4;
  int64_t groups = cache.getDimSize(0), headDim = getHeadDim(op),
          tokens = op.getInput().getType().getDimSize(0);
  bool whole = headDim % lanes == 0;
  auto rope = op.getInput().getDefiningOp<RopeOp>();
  Value live = getLive(rope ? rope.getInput() : op.getInput());
  Value heads;
  if (!rope)
    heads = tensor::ExpandShapeOp::create(
        b, loc,
        RankedTensorType::get({tokens, groups, headDim}, b.getF32Type()),
        op.getInput(), ArrayRef<ReassociationIndices>{{0}, {1, 2}});
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);
  SmallVector<Value> outputs{op.getCache()};
  if (op.getScales())
    outputs.push_back(op.getScales());

  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[0], token = ivs[1], zero = constant(0);
    Value position = positionOf(op.getPosition(), op.getPlaces(), token),
          inverse, scale;
    std::optional<OpFoldResult> sequence;
    if (op.getPlaces())
      sequence = readPlace(op.getPlaces(), 0, token);
    // Of one sequence's cache, or of the token's sequence's.
    auto tileOf = [&](Value caches, SmallVector<OpFoldResult> &at,
                      SmallVector<OpFoldResult> &size) -> Value {
      SmallVector<int64_t> shape;
      for (OpFoldResult extent : size)
        shape.push_back(*getConstantIntValue(extent));
      auto type = cast<RankedTensorType>(caches.getType());
      if (sequence) {
        at.insert(at.begin(), *sequence);
        size.insert(size.begin(), one);
      }
      return tensor::ExtractSliceOp::create(
          b, loc, type.clone(shape), caches, at, size,
          SmallVector<OpFoldResult>(at.size(), one));
    };
    Value input;
    SmallVector<Value> inputAt;
    if (rope) {
      auto type = RankedTensorType::get({1, 1, 2, headDim / 2}, b.getF32Type());
      input = tensor::CollapseShapeOp::create(
          b, loc, RankedTensorType::get({1, 1, headDim}, b.getF32Type()),
          rotateHeads(rope, token, group, 1, empty(type)),
          ArrayRef<ReassociationIndices>{{0}, {1}, {2, 3}});
      inputAt = {zero, zero};
    } else {
      input = heads;
      inputAt = {token, group};
    }
    auto readInput = [&](Value d, bool inBounds) {
      return read(input, {inputAt[0], inputAt[1], d}, lanes, inBounds);
    };
    if (op.getScales()) {
      Value largest =
          largestMagnitude(headDim, kSmallestMagnitude,
                           [&](Value d) { return readInput(d, whole); });
      Value levels = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(127));
      inverse = arith::DivFOp::create(b, loc, levels, largest);
      scale = arith::DivFOp::create(b, loc, largest, levels);
    }
    SmallVector<OpFoldResult> offsets{group, position, zeroAttr},
        sizes{one, one, b.getIndexAttr(headDim)};
    AffineMap map = b.getMultiDimIdentityMap(3).getMinorSubMap(1);
    SmallVector<Value> at(cache.getRank(), zero);
    if (blocked) {
      Value block = constant(cache.getDimSize(3));
      offsets = {group,
                 arith::DivUIOp::create(b, loc, position, block).getResult(),
                 zeroAttr,
                 arith::RemUIOp::create(b, loc, position, block).getResult()};
      sizes.push_back(one);
      map = AffineMap::get(4, 0, b.getAffineDimExpr(2));
    }
    if (words) {
      offsets.push_back(zeroAttr);
      sizes[2] = b.getIndexAttr(headDim / kWordBytes);
      sizes.push_back(b.getIndexAttr(kWordBytes));
    }
    Value out = tileOf(outputs[0], offsets, sizes);
    auto append = [&](Value d, int64_t count, Value out) -> Value {
      bool inBounds = count == lanes;
      Value x =
          toCacheType(readInput(d, inBounds), cache.getElementType(), inverse);
      if (words)
        return writeWords(x, d, count, out);
      at[2] = d;
      return vector::TransferWriteOp::create(b, loc, x, out, at, map,
                                             ArrayRef<bool>{inBounds})
          .getResult();
    };
    int64_t rest = headDim % lanes;
    if (rest < headDim)
      out = forLoop(zero, constant(headDim - rest), lanes, out,
                    [&](Value d, ValueRange carried) {
                      return SmallVector<Value>{append(d, lanes, carried[0])};
                    })[0];
    if (rest > 0)
      out = append(constant(headDim - rest), rest, out);
    SmallVector<Tile> tiles{{out, offsets, sizes}};
    if (scale) {
      SmallVector<OpFoldResult> scaleAt{group, position}, ones{one, one};
      Value slot = tileOf(outputs[1], scaleAt, ones);
      slot =
          tensor::InsertOp::create(b, loc, scale, slot, ValueRange{zero, zero});
      tiles.push_back({slot, scaleAt, ones});
    }
    return tiles;
  };
  // Groups first: neighbouring positions of a block of keys share cache lines,
  // which two workers should not write.
  return forAll("kv_append", {b.getIndexAttr(groups), OpFoldResult(live)},
                {1, 1}, outputs, body);
}
