//===- AttendBatch.cpp - scores, weights and values of a batch ------------===//
#include "AttendThreads.h"

#include "../RunningSoftmax.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tern;

/// Keys of four positions, features in turn; values of four features, rows in
/// turn. What does not exist is read where something does.
AttendBuilder::Batch AttendBuilder::read(Value first) {
  Batch batch;
  Value inBlock = add(remainder(first, block), column),
        number = divide(first, block);
  for (int64_t i = 0; i < keyReads; ++i) {
    Value feature = add(keyFeature, constant(i * kAttendNumbers * warps));
    feature = arith::MinUIOp::create(b, feature, constant(headDim - 1));
    batch.keys.push_back(readFour(op.getKeys(), {number, feature, inBlock}));
  }
  if (op.getKeyScales()) {
    Value position = add(first, threads.lane);
    batch.keyScale = load(op.getKeyScales(), position);
    batch.valueScale = load(op.getRowScales(), position);
  }
  Value last = arith::SubIOp::create(b, end, constant(1));
  for (int64_t i = 0; i < valueReads; ++i) {
    Value row = add(first, add(valueRow, constant(i * rowsAtOnce)));
    row = arith::MinUIOp::create(b, row, last);
    batch.values.push_back(readFour(op.getRows(), {row, valueFeature}));
  }
  return batch;
}

/// What comes next is on the way while this is computed.
AttendBuilder::Batch AttendBuilder::readNext(Value first, const Batch &batch) {
  Values none = batch.list();
  auto more = scf::IfOp::create(b, ValueRange(none).getTypes(),
                                isLess(first, op.getEnd()),
                                /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(more.thenBlock());
  scf::YieldOp::create(b, read(first).list());
  b.setInsertionPointToStart(more.elseBlock());
  scf::YieldOp::create(b, none);
  return batch.withList(more.getResults());
}

void AttendBuilder::addScores(const Batch &batch) {
  Values sums(heads * kAttendNumbers, number(0));
  for (auto [i, four] : llvm::enumerate(batch.keys)) {
    Value feature = add(
        keyFeature, constant(static_cast<int64_t>(i) * kAttendNumbers * warps));
    bool whole = headDim % (kAttendNumbers * warps) == 0;
    Value exists = isLess(feature, constant(headDim));
    if (!whole)
      feature = select(exists, feature, constant(0));
    Values keys = widen(four);
    for (int64_t head = 0; head < heads; ++head) {
      Value query = load(queries, add(times(feature, heads), constant(head)));
      if (!whole)
        query = select(exists, query, number(0));
      for (auto [j, key] : llvm::enumerate(keys)) {
        Value &sum = sums[head * kAttendNumbers + static_cast<int64_t>(j)];
        sum = multiplyAdd(b, b.getLoc(), query, key, sum);
      }
    }
  }
  // Threads of the same positions give each other half of what they have,
  // twice.
  Value position = column;
  SmallVector<std::pair<Value, int64_t>> halves;
  for (auto [bit, weight] : {std::pair(16, 2), {8, 1}}) {
    Value high = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne,
        arith::AndIOp::create(b, threads.lane, constant(bit)), constant(0));
    halves.push_back({high, bit});
    position = add(position, select(high, constant(weight), constant(0)));
  }
  for (int64_t head = 0; head < heads; ++head) {
    Values mine(ArrayRef(sums).slice(head * kAttendNumbers, kAttendNumbers));
    for (auto [high, bit] : halves) {
      size_t half = mine.size() / 2;
      for (size_t i = 0; i < half; ++i) {
        Value keep = select(high, mine[half + i], mine[i]),
              give = select(high, mine[i], mine[half + i]);
        mine[i] = arith::AddFOp::create(b, keep, exchange(give, bit));
      }
      mine.truncate(half);
    }
    Value row = add(times(threads.subgroup, heads), constant(head));
    memref::StoreOp::create(b, mine.front(), partials,
                            add(times(row, kAttendBatch), position));
  }
}

void AttendBuilder::formWeights(Value first, State &state) {
  Value seen = isLess(add(first, threads.lane), end);
  for (int64_t i = 0; i < headsPerWarp; ++i) {
    auto [head, exists] = getHead(i);
    Value score;
    for (int64_t warp = 0; warp < warps; ++warp) {
      Value row = add(head, constant(warp * heads));
      Value part = load(partials, add(times(row, kAttendBatch), threads.lane));
      score = score ? arith::AddFOp::create(b, score, part).getResult() : part;
    }
    if (state.batch.keyScale)
      score = arith::MulFOp::create(b, score, state.batch.keyScale);
    score =
        select(seen, score, number(-std::numeric_limits<float>::infinity()));
    Value largest = score;
    for (int64_t bit = kAttendBatch / 2; bit > 0; bit /= 2)
      largest = arith::MaxNumFOp::create(b, largest, exchange(largest, bit));
    // Finite, even if no score is a number.
    largest = arith::MaxNumFOp::create(
        b, largest, number(std::numeric_limits<float>::lowest()));
    largest = arith::MaxNumFOp::create(b, state.maxima[i], largest);
    auto weigh = [&](Value of) -> Value {
      return math::ExpOp::create(b, arith::SubFOp::create(b, of, largest));
    };
    Value weight = weigh(score), factor = weigh(state.maxima[i]), sum = weight;
    for (int64_t bit = kAttendBatch / 2; bit > 0; bit /= 2)
      sum = arith::AddFOp::create(b, sum, exchange(sum, bit));
    state.sums[i] = multiplyAdd(b, b.getLoc(), state.sums[i], factor, sum);
    state.maxima[i] = largest;
    if (state.batch.valueScale)
      weight =
          select(seen, arith::MulFOp::create(b, weight, state.batch.valueScale),
                 number(0));
    storeIf(exists, weight, weights, add(times(threads.lane, heads), head));
    Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                          threads.lane, constant(0));
    storeIf(arith::AndIOp::create(b, isFirst, exists), factor, factors, head);
  }
}

void AttendBuilder::addValues(State &state) {
  Values factor;
  for (int64_t head = 0; head < heads; ++head)
    factor.push_back(load(factors, constant(head)));
  for (auto [i, sum] : llvm::enumerate(state.accumulated))
    sum = arith::MulFOp::create(b, sum, factor[i / kAttendNumbers]);
  bool whole = kAttendBatch % rowsAtOnce == 0;
  for (auto [i, four] : llvm::enumerate(state.batch.values)) {
    Value row = add(valueRow, constant(static_cast<int64_t>(i) * rowsAtOnce)),
          exists = isLess(row, constant(kAttendBatch));
    if (!whole)
      row = select(exists, row, constant(0));
    Values values = widen(four);
    for (int64_t head = 0; head < heads; ++head) {
      Value weight = load(weights, add(times(row, heads), constant(head)));
      if (!whole)
        weight = select(exists, weight, number(0));
      for (auto [j, value] : llvm::enumerate(values)) {
        Value &sum =
            state.accumulated[head * kAttendNumbers + static_cast<int64_t>(j)];
        sum = multiplyAdd(b, b.getLoc(), weight, value, sum);
      }
    }
  }
}
