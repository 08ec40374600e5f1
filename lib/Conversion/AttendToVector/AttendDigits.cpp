//===- AttendDigits.cpp - attention over caches of i8, in integers --------===//
//
// Four bytes of a cache lie in a lane: of a key four features of a position, of
// a value one feature of four positions. Queries and weights are numbers of 16
// bits, which AttendNumbers.cpp multiplies with them; so no cache is widened to
// floats, and sums are exact in any order.
//
//===----------------------------------------------------------------------===//
#include "AttendLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// Bytes of a lane.
static constexpr int64_t kBytes = 4;
/// Columns of `steps`: a row's step of its query and of a chunk's weights.
static constexpr int64_t kQueryStep = 0, kWeightStep = 1;

/// The last two dimensions of a cache as one: bytes as vectors read them.
Value AttendLowering::asBytes(Value cache) {
  auto rank = cast<MemRefType>(cache.getType()).getRank();
  SmallVector<ReassociationIndices> dims;
  for (int64_t i = 0; i + 1 < rank; ++i)
    dims.push_back({i});
  dims.back().push_back(rank - 1);
  return memref::CollapseShapeOp::create(b, loc, cache, dims);
}

void AttendLowering::prepareDigits(int64_t capacity) {
  int64_t padded = parts * lanes;
  queryNumbers = scratchNumbers(capacity, padded);
  weightNumbers = scratchNumbers(capacity, kAttentionChunk);
  if (!byWords)
    querySums = scratch({capacity, 2}, b.getI32Type());
  steps = scratch({capacity, 2}, b.getF32Type());
  largestScores = scratch({capacity}, b.getF32Type());
  keyBytes = asBytes(op.getKeys());
  rowBytes = asBytes(op.getRows());
}

Value AttendLowering::readBytes(Value cache, ValueRange at, bool inBounds) {
  Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
  return vector::TransferReadOp::create(
      b, loc, VectorType::get({kBytes * lanes}, b.getI8Type()), cache, at, zero,
      ArrayRef<bool>{inBounds});
}

/// Brings `bytes` of the chunk that comes next: its values while scores and
/// weights are computed, its keys while values are summed. A cache's own loop
/// is too fast for what it prefetches itself, and softmax for this chunk's
/// values.
void AttendLowering::prefetchLines(Value cache, ValueRange at, int64_t bytes) {
  if (tiles.prefetch == 0)
    return;
  SmallVector<Value> line(at);
  for (int64_t byte = 0; byte < bytes; byte += kLineBytes) {
    line.back() = offset(at.back(), byte);
    memref::PrefetchOp::create(b, loc, cache, line, /*isWrite=*/false,
                               /*localityHint=*/3, /*isDataCache=*/true);
  }
}

/// A head's part of the second half of the next values; the first half comes
/// while scores are computed.
void AttendLowering::prefetchValues(Value row, Value count) {
  if (tiles.prefetch == 0)
    return;
  int64_t half = block * headDim / 2,
          part = llvm::alignTo(llvm::divideCeilSigned(half, heads), kLineBytes);
  forLoop(constant(0), count, block, {}, [&](Value column, ValueRange) {
    Value firstRow =
        arith::DivUIOp::create(b, loc, add(next, column), constant(kBytes));
    Value at = offset(arith::MulIOp::create(b, loc, row, constant(part)), half);
    prefetchLines(rowBytes, {firstRow, at}, part);
    return SmallVector<Value>();
  });
}

/// The row's query as numbers, its step times the scale of scores, and of
/// digits -128 times their sums: keys are read as k + 128, unsigned.
void AttendLowering::formQueryDigits(Value row, ArrayRef<Value> tokenAndHead) {
  SmallVector<Value> at(tokenAndHead);
  at.push_back({});
  SmallVector<Value> query;
  // Zero times a number that is not finite is NaN, and so is the step then.
  Value largest = splat(0), finite = splat(0);
  for (int64_t part = 0; part < parts; ++part) {
    at[2] = constant(part * lanes);
    Value x = read(op.getQuery(), at, inBounds(part));
    query.push_back(x);
    largest = atLeast(math::AbsFOp::create(b, loc, x), largest);
    finite = arith::AddFOp::create(b, loc, finite, mul(x, splat(0)));
  }
  Value most = reduceMax(largest), levels = number(kLargestDigits);
  Value step = arith::AddFOp::create(
      b, loc, arith::DivFOp::create(b, loc, most, levels), reduceAdd(finite));
  float scale = static_cast<float>(op.getScale().convertToDouble());
  store(mul(step, number(scale)), steps, {row, constant(kQueryStep)});
  Value inverse = broadcast(arith::DivFOp::create(b, loc, levels, most));
  std::array<Value, 2> sums{integer(0), integer(0)};
  for (auto [part, x] : llvm::enumerate(query)) {
    Value rounded = roundToDigits(x, inverse),
          feature = constant(static_cast<int64_t>(part) * lanes);
    if (byWords) {
      writeWords(arith::FPToSIOp::create(b, loc, integers(), rounded),
                 queryNumbers, row, feature);
      continue;
    }
    auto [upper, lower] = splitDigits(rounded);
    writeDigits(upper, lower, queryNumbers, row, feature);
    sums = {add(sums[0], upper), add(sums[1], lower)};
  }
  if (byWords)
    return;
  Value shift = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(-128));
  for (auto [i, sum] : llvm::enumerate(sums))
    store(arith::MulIOp::create(b, loc, reduceAdd(sum), shift), querySums,
          {row, constant(static_cast<int64_t>(i))});
}

void AttendLowering::computeDigitScoreTile(Value row, int64_t count,
                                           Value block, Value column,
                                           Value vector) {
  int64_t vectors = tiles.scoreVectors;
  auto byteOf = [&](int64_t j) {
    Value position = offset(vector, j * lanes);
    return arith::MulIOp::create(b, loc, position, constant(kBytes))
        .getResult();
  };
  Value firstRow =
      arith::DivUIOp::create(b, loc, add(next, column), constant(kBytes));
  SmallVector<Value> start(count * countSums() * vectors, integer(0));
  if (!byWords)
    for (auto [i, value] : llvm::enumerate(start)) {
      auto sum = static_cast<int64_t>(i) / vectors;
      value = vector::BroadcastOp::create(
          b, loc, integers(),
          load(querySums, {offset(row, sum / 2), constant(sum % 2)}));
    }
  SmallVector<Value> sums = forLoop(
      constant(0), constant(headDim / kBytes), 1, start,
      [&](Value word, ValueRange acc) {
        SmallVector<Value> keys, added;
        // A position has as many bytes in either cache, so the values of the
        // next chunk's positions lie where keys do.
        Value at =
            arith::MulIOp::create(b, loc, word, constant(kBytes * this->block));
        at = add(at, byteOf(0));
        at = arith::DivUIOp::create(b, loc, at, constant(2));
        prefetchLines(rowBytes, {firstRow, at}, kBytes * vectors * lanes / 2);
        for (int64_t j = 0; j < vectors; ++j)
          keys.push_back(readKeys({block, word, byteOf(j)}));
        Value feature = arith::MulIOp::create(b, loc, word, constant(kBytes));
        for (int64_t i = 0; i < count; ++i)
          addProducts(queryNumbers, offset(row, i), feature, keys,
                      /*areCodes=*/true, acc, added);
        return added;
      });
  Value first = add(column, vector);
  for (int64_t i = 0; i < count; ++i) {
    Value step = broadcast(load(steps, {offset(row, i), constant(kQueryStep)}));
    for (int64_t j = 0; j < vectors; ++j)
      write(mul(joinSums(sums, i, j, vectors), step), weights,
            {offset(row, i), offset(first, j * lanes)});
  }
}

SmallVector<Value> AttendLowering::readWeights(Value row) {
  SmallVector<Value> result;
  for (int64_t first = 0; first < kAttentionChunk; first += lanes)
    result.push_back(read(weights, {row, constant(first)}));
  return result;
}

/// In loops of their own, each so short that a processor begins the next row
/// while one waits for its largest score, its sum or its step.
void AttendLowering::computeDigitWeights(Value chunk, Value count) {
  forRows([&](Value row) {
    auto [scores, maximum] = maskScores(row, chunk);
    for (auto [i, score] : llvm::enumerate(scores))
      write(score, weights, {row, constant(static_cast<int64_t>(i) * lanes)});
    store(maximum, largestScores, row);
  });
  forRows([&](Value row) {
    prefetchValues(row, count);
    computeWeights(row, chunk, readWeights(row), load(largestScores, row));
  });
  forRows([&](Value row) { formWeightDigits(row, readWeights(row)); });
}

/// Weights of a chunk as numbers of their largest.
void AttendLowering::formWeightDigits(Value row, ArrayRef<Value> weights) {
  Value largest = splat(kSmallestWeight);
  for (Value weight : weights)
    largest = atLeast(weight, largest);
  Value most = reduceMax(largest), levels = number(kLargestWeightDigits);
  store(arith::DivFOp::create(b, loc, most, levels), steps,
        {row, constant(kWeightStep)});
  Value inverse = broadcast(arith::DivFOp::create(b, loc, levels, most));
  for (auto [i, weight] : llvm::enumerate(weights)) {
    Value rounded = arith::FPToSIOp::create(
        b, loc, integers(),
        math::RoundEvenOp::create(b, loc, mul(weight, inverse)));
    Value position = constant(static_cast<int64_t>(i) * lanes);
    if (byWords)
      writeWords(rounded, weightNumbers, row, position);
    else
      writeDigits(arith::ShRUIOp::create(b, loc, rounded, integer(8)),
                  arith::AndIOp::create(b, loc, rounded, integer(255)),
                  weightNumbers, row, position);
  }
}

void AttendLowering::accumulateDigitValues(Value chunk, Value count) {
  Value words = constant(kBytes);
  Value first = arith::DivUIOp::create(b, loc, chunk, words),
        end = arith::CeilDivUIOp::create(b, loc, count, words);
  Value nextBlock = arith::DivUIOp::create(b, loc, next, constant(block));
  forValueTiles([&](Value row, int64_t rowCount, Value feature, int64_t vectors,
                    bool inBounds) {
    accumulateDigitValueTile(row, rowCount, feature, vectors, inBounds, first,
                             end, nextBlock);
  });
}

void AttendLowering::accumulateDigitValueTile(Value row, int64_t count,
                                              Value feature, int64_t vectors,
                                              bool inBounds, Value first,
                                              Value end, Value nextBlock) {
  auto isWhole = [&](int64_t j) { return inBounds || j + 1 < vectors; };
  SmallVector<Value> sums = forLoop(
      constant(0), end, 1,
      SmallVector<Value>(countSums() * count * vectors, integer(0)),
      [&](Value word, ValueRange acc) {
        SmallVector<Value> values, added;
        Value line = add(first, word);
        auto byteOf = [&](int64_t j) {
          Value of = offset(feature, j * lanes);
          return arith::MulIOp::create(b, loc, of, constant(kBytes))
              .getResult();
        };
        Value inChunk =
            arith::MulIOp::create(b, loc, word, constant(kBytes * headDim));
        prefetchLines(keyBytes,
                      {nextBlock, constant(0), add(inChunk, byteOf(0))},
                      kBytes * vectors * lanes);
        for (int64_t j = 0; j < vectors; ++j)
          values.push_back(readBytes(rowBytes, {line, byteOf(j)}, isWhole(j)));
        Value position = arith::MulIOp::create(b, loc, word, constant(kBytes));
        for (int64_t i = 0; i < count; ++i)
          addProducts(weightNumbers, offset(row, i), position, values,
                      /*areCodes=*/false, acc, added);
        return added;
      });
  for (int64_t i = 0; i < count; ++i) {
    Value of = offset(row, i);
    Value step = broadcast(load(steps, {of, constant(kWeightStep)})),
          before = broadcast(load(mergeWeights, {of, constant(0)})),
          weight = broadcast(load(mergeWeights, {of, constant(1)}));
    SmallVector<Value> at = tokenAndHead(of);
    at.push_back({});
    for (int64_t j = 0; j < vectors; ++j) {
      at[2] = offset(feature, j * lanes);
      Value now = mul(joinSums(sums, i, j, vectors), step);
      mergeValuesAt(at, isWhole(j), before, now, weight);
    }
  }
}
