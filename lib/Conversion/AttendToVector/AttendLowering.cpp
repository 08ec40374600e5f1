//===- AttendLowering.cpp - one tern.attend as loops of vectors -----------===//
#include "AttendLowering.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// Partial sums of weights: the lanes of the longest vectors.
static constexpr int64_t kPartialSums = 16;
/// Positions whose values are summed before they are added to the others', and
/// features of a score: a long sum of short ones loses less than one that adds
/// number by number. 16 positions of values stay in the first-level cache for
/// all rows.
static constexpr int64_t kValuePositions = 16, kSummed = 8;

AttendLowering::AttendLowering(AttendOp op, int64_t lanes, bool multipliesWords,
                               AttendTiles tiles)
    : LoopBuilder(OpBuilder(op), op.getLoc(), lanes), op(op), tiles(tiles) {
  auto query = cast<MemRefType>(op.getQuery().getType());
  heads = query.getDimSize(1);
  headDim = query.getDimSize(2);
  parts = llvm::divideCeilSigned(headDim, lanes);
  block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
  int64_t capacity =
      cast<MemRefType>(op.getMaxima().getType()).getDimSize(0) * heads;
  words = cast<MemRefType>(op.getKeys().getType()).getRank() == 4;
  byWords = words && multipliesWords;
  weights = scratch({capacity, kAttentionChunk}, b.getF32Type());
  mergeWeights = scratch({capacity, 2}, b.getF32Type());
  if (words) {
    prepareDigits(capacity);
  } else {
    queries = scratch({capacity, parts * lanes}, b.getF32Type());
    chunkValues = scratch({capacity, parts * lanes}, b.getF32Type());
  }
  if (!query.isDynamicDim(0))
    staticRows = query.getDimSize(0) * heads;
  Value tokens = memref::DimOp::create(b, loc, op.getQuery(), 0);
  rows =
      staticRows
          ? constant(*staticRows)
          : arith::MulIOp::create(b, loc, tokens, constant(heads)).getResult();
}

void AttendLowering::run() {
  begin();
  forLoop(op.getBegin(), op.getEnd(), kAttentionChunk, {},
          [&](Value chunk, ValueRange) {
            computeChunk(chunk);
            return SmallVector<Value>();
          });
  if (op.getNormalize())
    forRows([&](Value row) { normalize(row); });
  op.erase();
}

void AttendLowering::begin() {
  Value scale = splat(static_cast<float>(op.getScale().convertToDouble()));
  forRows([&](Value row) {
    SmallVector<Value> at = tokenAndHead(row);
    store(number(-std::numeric_limits<float>::infinity()), op.getMaxima(), at);
    store(number(0), op.getSums(), at);
    if (words)
      formQueryDigits(row, at);
    at.push_back({});
    for (int64_t part = 0; part < parts; ++part) {
      at[2] = constant(part * lanes);
      if (!words)
        write(mul(read(op.getQuery(), at, inBounds(part)), scale), queries,
              {row, at[2]});
      write(splat(0), op.getValues(), at, inBounds(part));
    }
  });
}

void AttendLowering::computeChunk(Value chunk) {
  Value left = arith::SubIOp::create(b, loc, op.getEnd(), chunk);
  Value count = arith::MinUIOp::create(b, loc, left, constant(kAttentionChunk));
  Value firstBlock = arith::DivUIOp::create(b, loc, chunk, constant(block));
  if (words)
    findNext(chunk);
  forLoop(constant(0), count, block, {}, [&](Value column, ValueRange) {
    Value index = arith::DivUIOp::create(b, loc, column, constant(block));
    computeScores(add(firstBlock, index), column);
    return SmallVector<Value>();
  });
  if (words) {
    computeDigitWeights(chunk, count);
    return accumulateDigitValues(chunk, count);
  }
  forRows([&](Value row) {
    auto [scores, maximum] = maskScores(row, chunk);
    computeWeights(row, chunk, scores, maximum);
    for (int64_t part = 0; part < parts; ++part)
      write(splat(0), chunkValues, {row, constant(part * lanes)});
  });
  accumulateValues(chunk, count);
  forRows([&](Value row) { mergeValuesOf(row); });
}

/// The position whose chunk is computed after this one: behind the last that is
/// seen the first of the next group, which lies behind this group's.
void AttendLowering::findNext(Value chunk) {
  next = offset(chunk, kAttentionChunk);
  Value isSeen = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, next,
                                       op.getVisible());
  int64_t positions =
      cast<MemRefType>(op.getKeys().getType()).getDimSize(0) * block;
  next = arith::SelectOp::create(b, loc, isSeen, next, constant(positions));
}

void AttendLowering::computeScores(Value block, Value column) {
  forRowTiles(tiles.scoreRows, [&](Value row, int64_t count) {
    forLoop(constant(0), constant(this->block), tiles.scoreVectors * lanes, {},
            [&](Value vector, ValueRange) {
              if (words)
                computeDigitScoreTile(row, count, block, column, vector);
              else
                computeScoreTile(row, count, block, column, vector);
              return SmallVector<Value>();
            });
  });
}

void AttendLowering::computeScoreTile(Value row, int64_t count, Value block,
                                      Value column, Value vector) {
  SmallVector<Value> zeros(count * tiles.scoreVectors, splat(0));
  auto sum = [&](Value firstFeature, Value endFeature) {
    return forLoop(
        firstFeature, endFeature, 1, zeros, [&](Value d, ValueRange acc) {
          SmallVector<Value> keys, next;
          prefetch(op.getKeys(), {block, d, vector}, tiles.scoreVectors);
          for (int64_t j = 0; j < tiles.scoreVectors; ++j)
            keys.push_back(
                read(op.getKeys(), {block, d, offset(vector, j * lanes)}));
          for (int64_t i = 0; i < count; ++i) {
            Value query = broadcast(load(queries, {offset(row, i), d}));
            for (Value key : keys)
              next.push_back(multiplyAdd(b, loc, query, key, acc[next.size()]));
          }
          return next;
        });
  };
  Value first = add(column, vector);
  auto at = [&](int64_t i, int64_t j) {
    return SmallVector<Value>{offset(row, i), offset(first, j * lanes)};
  };
  auto addTo = [&](ValueRange sums, bool before) {
    for (int64_t i = 0; i < count; ++i)
      for (int64_t j = 0; j < tiles.scoreVectors; ++j) {
        Value total = sums[i * tiles.scoreVectors + j];
        if (before)
          total = arith::AddFOp::create(b, loc, read(weights, at(i, j)), total);
        write(total, weights, at(i, j));
      }
  };
  int64_t whole = headDim / kSummed * kSummed;
  addTo(sum(constant(0), constant(std::min(kSummed, headDim))), false);
  forLoop(constant(kSummed), constant(whole), kSummed, {},
          [&](Value d, ValueRange) {
            addTo(sum(d, offset(d, kSummed)), true);
            return SmallVector<Value>();
          });
  if (whole < headDim && whole > 0)
    addTo(sum(constant(whole), constant(headDim)), true);
}

/// The scores of positions that the row's token sees, minus infinity of others,
/// and the largest of them.
std::pair<SmallVector<Value>, Value> AttendLowering::maskScores(Value row,
                                                                Value chunk) {
  SmallVector<Value> at = tokenAndHead(row);
  // Positions of the chunk that the token sees; none if it is less than one.
  Value visible =
      arith::SubIOp::create(b, loc, add(op.getVisible(), at[0]), chunk);
  visible = arith::MinSIOp::create(b, loc, visible, constant(kAttentionChunk));
  visible = arith::IndexCastOp::create(b, loc, b.getI32Type(), visible);
  visible = vector::BroadcastOp::create(b, loc, integers(), visible);

  SmallVector<Value> scores;
  // Finite where a token sees nothing, so that all weights become zero.
  Value largest = splat(std::numeric_limits<float>::lowest());
  for (int64_t first = 0; first < kAttentionChunk; first += lanes) {
    Value score = read(weights, {row, constant(first)});
    if (op.getKeyScales())
      score = mul(score, read(op.getKeyScales(), offset(chunk, first)));
    SmallVector<int32_t> positions;
    for (int64_t i = 0; i < lanes; ++i)
      positions.push_back(static_cast<int32_t>(first + i));
    Value position = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(integers(), ArrayRef(positions)));
    Value seen = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                       position, visible);
    scores.push_back(arith::SelectOp::create(
        b, loc, seen, score, splat(-std::numeric_limits<float>::infinity())));
    largest = atLeast(scores.back(), largest);
  }
  return {scores, reduceMax(largest)};
}

void AttendLowering::computeWeights(Value row, Value chunk,
                                    ArrayRef<Value> scores, Value maximum) {
  SmallVector<Value> at = tokenAndHead(row);
  // Sixteen partial sums, whatever the number of lanes.
  int64_t width = std::min(lanes, kPartialSums);
  size_t added = 0;
  SmallVector<Value> totals(kPartialSums / width);
  auto addToTotals = [&](Value part) {
    Value &total = totals[added++ % totals.size()];
    total =
        total ? arith::AddFOp::create(b, loc, total, part).getResult() : part;
  };
  Value everywhere = broadcast(maximum);
  for (auto [i, score] : llvm::enumerate(scores)) {
    auto first = static_cast<int64_t>(i) * lanes;
    Value weight = math::ExpOp::create(
        b, loc, arith::SubFOp::create(b, loc, score, everywhere));
    if (width == lanes)
      addToTotals(weight);
    else
      for (int64_t part = 0; part < lanes; part += width)
        addToTotals(vector::ExtractStridedSliceOp::create(
            b, loc, weight, ArrayRef<int64_t>{part}, ArrayRef<int64_t>{width},
            ArrayRef<int64_t>{1}));
    if (op.getRowScales())
      weight = mul(weight, read(op.getRowScales(), offset(chunk, first)));
    write(weight, weights, {row, constant(first)});
  }
  for (size_t half = totals.size() / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; ++i)
      totals[i] = arith::AddFOp::create(b, loc, totals[i], totals[half + i]);
  Value sum = reduceAdd(totals[0]);
  MergedSoftmax merged(b, loc, load(op.getMaxima(), at), load(op.getSums(), at),
                       maximum, sum);
  store(merged.maximum, op.getMaxima(), at);
  store(merged.sum, op.getSums(), at);
  store(merged.first, mergeWeights, {row, constant(0)});
  store(merged.second, mergeWeights, {row, constant(1)});
}

/// Rows by strips of features, the last of which may be narrower and end beyond
/// the head.
void AttendLowering::forValueTiles(
    llvm::function_ref<void(Value, int64_t, Value, int64_t, bool)> body) {
  int64_t width = tiles.valueVectors * lanes, whole = headDim / width * width;
  auto strip = [&](Value feature, int64_t vectors, bool inBounds) {
    forRowTiles(tiles.valueRows, [&](Value row, int64_t rowCount) {
      body(row, rowCount, feature, vectors, inBounds);
    });
  };
  if (whole > 0)
    forLoop(constant(0), constant(whole), width, {},
            [&](Value feature, ValueRange) {
              strip(feature, tiles.valueVectors, true);
              return SmallVector<Value>();
            });
  if (whole < headDim)
    strip(constant(whole), llvm::divideCeilSigned(headDim - whole, lanes),
          headDim % lanes == 0);
}

void AttendLowering::accumulateValues(Value chunk, Value count) {
  forLoop(constant(0), count, kValuePositions, {},
          [&](Value first, ValueRange) {
            Value left = arith::SubIOp::create(b, loc, count, first);
            Value positions =
                arith::MinUIOp::create(b, loc, left, constant(kValuePositions));
            forValueTiles([&](Value row, int64_t rowCount, Value feature,
                              int64_t vectors, bool inBounds) {
              accumulateValueTile(row, rowCount, feature, vectors, inBounds,
                                  first, positions, chunk);
            });
            return SmallVector<Value>();
          });
}

void AttendLowering::accumulateValueTile(Value row, int64_t count,
                                         Value feature, int64_t vectors,
                                         bool inBounds, Value first,
                                         Value positions, Value chunk) {
  Value firstRow = add(chunk, first);
  SmallVector<Value> zeros(count * vectors, splat(0));
  SmallVector<Value> sums = forLoop(
      constant(0), positions, 1, zeros, [&](Value position, ValueRange acc) {
        SmallVector<Value> values, next;
        prefetch(op.getRows(), {add(firstRow, position), feature}, vectors);
        for (int64_t j = 0; j < vectors; ++j)
          values.push_back(
              read(op.getRows(),
                   {add(firstRow, position), offset(feature, j * lanes)},
                   inBounds || j + 1 < vectors));
        for (int64_t i = 0; i < count; ++i) {
          Value weight =
              broadcast(load(weights, {offset(row, i), add(first, position)}));
          for (Value value : values)
            next.push_back(
                multiplyAdd(b, loc, weight, value, acc[next.size()]));
        }
        return next;
      });
  for (int64_t i = 0; i < count; ++i)
    for (int64_t j = 0; j < vectors; ++j) {
      SmallVector<Value> at{offset(row, i), offset(feature, j * lanes)};
      write(arith::AddFOp::create(b, loc, read(chunkValues, at),
                                  sums[i * vectors + j]),
            chunkValues, at);
    }
}

void AttendLowering::mergeValuesOf(Value row) {
  SmallVector<Value> at = tokenAndHead(row);
  at.push_back({});
  Value before = broadcast(load(mergeWeights, {row, constant(0)})),
        now = broadcast(load(mergeWeights, {row, constant(1)}));
  for (int64_t part = 0; part < parts; ++part) {
    at[2] = constant(part * lanes);
    mergeValuesAt(at, inBounds(part), before, read(chunkValues, {row, at[2]}),
                  now);
  }
}

/// A chunk's values `now` are added to those of the positions before.
void AttendLowering::mergeValuesAt(ValueRange at, bool inBounds, Value before,
                                   Value now, Value weight) {
  Value merged = mergeValues(b, loc, read(op.getValues(), at, inBounds), before,
                             now, weight);
  write(merged, op.getValues(), at, inBounds);
}

void AttendLowering::normalize(Value row) {
  SmallVector<Value> at = tokenAndHead(row);
  Value divisor = broadcast(load(op.getSums(), at));
  at.push_back({});
  for (int64_t part = 0; part < parts; ++part) {
    at[2] = constant(part * lanes);
    Value values = read(op.getValues(), at, inBounds(part));
    write(arith::DivFOp::create(b, loc, values, divisor), op.getValues(), at,
          inBounds(part));
  }
}
