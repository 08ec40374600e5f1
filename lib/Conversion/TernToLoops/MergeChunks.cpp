//===- MergeChunks.cpp - the states of one token's chunks as one ----------===//
#include "../RunningSoftmax.h"
#include "StageLowering.h"
#include "tern/Conversion/Gpu.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// Chunks whose values are on the way at a time.
static constexpr int64_t kAtOnce = 8;

namespace {
/// Sizes of the values of all chunks.
struct Sizes {
  explicit Sizes(ValueRange partial) {
    auto type = cast<RankedTensorType>(partial[0].getType());
    chunks = type.getDimSize(0);
    groups = type.getDimSize(1);
    perGroup = type.getDimSize(2);
    headDim = type.getDimSize(3);
  }

  int64_t chunks, groups, perGroup, headDim;
};
} // namespace

/// The heads' states of all chunks as one, divided by its sum.
Value StageLowering::mergeChunks(AttentionOp op, ValueRange partial,
                                 Value chunks) {
  Sizes s(partial);
  if (attendsByThreads(target, /*tokens=*/1, s.headDim))
    return mergeAtOnce(op, partial, chunks);
  int64_t parts = llvm::divideCeilSigned(s.headDim, lanes);
  auto inBounds = [&](int64_t part) { return (part + 1) * lanes <= s.headDim; };
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[1], head = ivs[2], zero = constant(0);
    auto number = [&](float value) -> Value {
      return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
    };
    SmallVector<Value> offsets,
        state{number(-std::numeric_limits<float>::infinity()), number(0)};
    for (int64_t part = 0; part < parts; ++part)
      offsets.push_back(constant(part * lanes));
    state.append(parts, splat(0, lanes));
    state = forLoop(zero, chunks, 1, state, [&](Value chunk, ValueRange so) {
      SmallVector<Value> at{chunk, group, zero, head};
      MergedSoftmax merged(b, loc, so[0], so[1],
                           tensor::ExtractOp::create(b, loc, partial[1], at),
                           tensor::ExtractOp::create(b, loc, partial[2], at));
      SmallVector<Value> next{merged.maximum, merged.sum};
      Value first = broadcast(merged.first, lanes),
            second = broadcast(merged.second, lanes);
      for (int64_t part = 0; part < parts; ++part)
        next.push_back(
            mergeValues(b, loc, so[2 + part], first,
                        read(partial[0], {chunk, group, head, offsets[part]},
                             lanes, inBounds(part)),
                        second));
      return next;
    });
    SmallVector<OpFoldResult> at{zeroAttr, group, head, zeroAttr};
    Value out = row(outputs[0], at), divisor = broadcast(state[1], lanes);
    for (int64_t part = 0; part < parts; ++part)
      out = write(arith::DivFOp::create(b, loc, state[2 + part], divisor), out,
                  {zero, zero, zero, offsets[part]}, inBounds(part));
    return SmallVector<Tile>{
        {out, at, {one, one, one, b.getIndexAttr(s.headDim)}}};
  };
  // The one token's loop is there for a model of one head: a loop of one tile
  // would be folded.
  return forAll("attention_merge",
                {OpFoldResult(getLive(op.getQuery())), b.getIndexAttr(s.groups),
                 b.getIndexAttr(s.perGroup)},
                {1, 1, 1},
                empty(RankedTensorType::get(
                    {1, s.groups, s.perGroup, s.headDim}, b.getF32Type())),
                body)[0];
}

/// The same where a lane is a thread: a lane has the state of a chunk, so that
/// all weights are known before the first value, and values of several chunks
/// are read at a time. A tile is as many features of a head as there are lanes.
Value StageLowering::mergeAtOnce(AttentionOp op, ValueRange partial,
                                 Value chunks) {
  Sizes s(partial);
  bool whole = s.headDim % lanes == 0;
  int64_t width = whole ? lanes : s.headDim,
          parts = llvm::divideCeilSigned(width, lanes),
          vectors = llvm::divideCeilSigned(s.chunks, lanes);
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[1], head = ivs[2], feature = ivs[3], zero = constant(0);
    float infinity = std::numeric_limits<float>::infinity();
    Value count = arith::IndexCastOp::create(b, loc, b.getI32Type(), chunks);
    count = broadcast(count);
    SmallVector<Value> exists, weights;
    auto readState = [&](Value states, int64_t i) -> Value {
      Value none = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0));
      return vector::TransferReadOp::create(
          b, loc, f32Vector(lanes), states,
          ValueRange{constant(i * lanes), group, zero, head}, none,
          AffineMap::get(4, 0, b.getAffineDimExpr(0)),
          ArrayRef<bool>{(i + 1) * lanes <= s.chunks});
    };
    Value largest = splat(std::numeric_limits<float>::lowest());
    for (int64_t i = 0; i < vectors; ++i) {
      SmallVector<int32_t> numbers;
      for (int64_t lane = 0; lane < lanes; ++lane)
        numbers.push_back(static_cast<int32_t>(i * lanes + lane));
      Value number = arith::ConstantOp::create(
          b, loc, DenseElementsAttr::get(integers(), ArrayRef(numbers)));
      exists.push_back(arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                             number, count));
      weights.push_back(arith::SelectOp::create(
          b, loc, exists.back(), readState(partial[1], i), splat(-infinity)));
      largest = atLeast(weights.back(), largest);
    }
    largest = broadcast(reduceMax(largest));
    Value sum = splat(0);
    for (int64_t i = 0; i < vectors; ++i) {
      weights[i] = math::ExpOp::create(
          b, loc, arith::SubFOp::create(b, loc, weights[i], largest));
      Value total =
          multiplyAdd(b, loc, readState(partial[2], i), weights[i], sum);
      sum = arith::SelectOp::create(b, loc, exists[i], total, sum);
    }
    SmallVector<Value> values(parts, splat(0));
    for (int64_t i = 0; i < vectors; ++i)
      values = addChunks(partial[0], {group, head, feature}, chunks, i,
                         weights[i], values);
    Value divisor = broadcast(reduceAdd(sum));
    SmallVector<OpFoldResult> at{zeroAttr, group, head, feature},
        sizes{one, one, one, b.getIndexAttr(width)};
    Value out = tensor::ExtractSliceOp::create(
        b, loc, outputs[0], at, sizes, SmallVector<OpFoldResult>(4, one));
    for (int64_t part = 0; part < parts; ++part)
      out = write(arith::DivFOp::create(b, loc, values[part], divisor), out,
                  {zero, zero, zero, constant(part * lanes)},
                  (part + 1) * lanes <= width);
    return SmallVector<Tile>{{out, at, sizes}};
  };
  return forAll("attention_merge",
                {OpFoldResult(getLive(op.getQuery())), b.getIndexAttr(s.groups),
                 b.getIndexAttr(s.perGroup), b.getIndexAttr(s.headDim)},
                {1, 1, 1, width},
                empty(RankedTensorType::get(
                    {1, s.groups, s.perGroup, s.headDim}, b.getF32Type())),
                body)[0];
}

/// Adds the values of the chunks whose weights are the lanes of the `i`th
/// vector. Beyond the last the last is read, of weight zero.
SmallVector<Value> StageLowering::addChunks(Value partial, ValueRange at,
                                            Value chunks, int64_t i,
                                            Value weights, ValueRange values) {
  Value first = constant(i * lanes), last = offset(chunks, -1);
  Value end = arith::MinUIOp::create(b, loc, chunks, offset(first, lanes));
  bool inBounds =
      cast<ShapedType>(partial.getType()).getDimSize(3) % lanes == 0;
  return forLoop(
      first, end, kAtOnce, values, [&](Value chunk, ValueRange sums) {
        SmallVector<Value> next(sums), read;
        for (int64_t j = 0; j < kAtOnce; ++j) {
          Value of = arith::MinUIOp::create(b, loc, offset(chunk, j), last);
          for (size_t part = 0; part < next.size(); ++part)
            read.push_back(
                this->read(partial,
                           {of, at[0], at[1],
                            offset(at[2], static_cast<int64_t>(part) * lanes)},
                           lanes, inBounds));
        }
        for (int64_t j = 0; j < kAtOnce; ++j) {
          Value lane = arith::SubIOp::create(b, loc, offset(chunk, j), first);
          Value weight =
              broadcast(vector::ExtractOp::create(b, loc, weights, lane));
          for (auto [part, sum] : llvm::enumerate(next))
            sum =
                multiplyAdd(b, loc, weight, read[j * next.size() + part], sum);
        }
        return next;
      });
}
