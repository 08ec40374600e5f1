//===- AttendMatrices.cpp - attention of eight rows by a warp -------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

AttendMatrices::Values AttendMatrices::State::list() const {
  Values all;
  for (const Values &part : {maxima, sums, values})
    llvm::append_range(all, part);
  return all;
}

AttendMatrices::State AttendMatrices::State::withList(ValueRange list) const {
  State state;
  state.maxima = list.take_front(maxima.size());
  list = list.drop_front(maxima.size());
  state.sums = list.take_front(sums.size());
  state.values = list.drop_front(sums.size());
  return state;
}

/// As wide as a head has no strip that is not whole.
static int64_t chooseWidth(int64_t headDim) {
  for (int64_t width : {16, 8})
    if (headDim % (kStripThreads * width) == 0)
      return width;
  return kWordBytes;
}

AttendMatrices::AttendMatrices(AttendOp op)
    : LoopBuilder(OpBuilder(op), op.getLoc(), kWarpLanes), op(op) {
  auto query = cast<MemRefType>(op.getQuery().getType());
  heads = query.getDimSize(1);
  headDim = query.getDimSize(2);
  block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
  steps = llvm::divideCeilSigned(headDim, kStepBytes);
  width = chooseWidth(headDim);
  strips = llvm::divideCeilSigned(headDim, kStripThreads * width);
  Value tokens = memref::DimOp::create(b, loc, op.getQuery(), 0);
  rows = times(tokens, heads);
  lane = gpu::ThreadIdOp::create(b, loc, b.getIndexType(), gpu::Dimension::x);
  g = arith::DivUIOp::create(b, loc, lane, constant(kRowThreads));
  t = arith::RemUIOp::create(b, loc, lane, constant(kRowThreads));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(
      &op->getParentOfType<gpu::GPUFuncOp>().getBody().front());
  auto four = VectorType::get({kWordBytes}, b.getI32Type());
  weights = memref::AllocaOp::create(
      b, loc, MemRefType::get({kTileRows, kWeightVectors}, four));
  digits = memref::AllocaOp::create(b, loc,
                                    MemRefType::get({steps, kWarpLanes}, four));
}

void AttendMatrices::run() {
  forLoop(constant(0), rows, kTileRows, {}, [&](Value first, ValueRange) {
    attend(first);
    return Values();
  });
  op.erase();
}

void AttendMatrices::attend(Value first) {
  Rows known = formRows(first);
  State start;
  start.maxima.assign(2, number(-std::numeric_limits<float>::infinity()));
  start.sums.assign(2, number(0));
  start.values.assign(2 * width * strips, number(0));
  Values end = forLoop(op.getBegin(), op.getEnd(), kAttentionChunk,
                       start.list(), [&](Value chunk, ValueRange carried) {
                         State state = start.withList(carried);
                         Factors factors = formWeights(
                             chunk, computeScores(known, chunk), state);
                         addValues(chunk, factors, state);
                         return state.list();
                       });
  store(first, start.withList(end));
}

/// Values divided by the sum of their weights.
void AttendMatrices::store(Value first, const State &state) {
  Value divisor = toOwnRow(state.sums), row = add(first, g);
  Value exists =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, row, rows);
  Value token = arith::DivUIOp::create(b, loc, row, constant(heads)),
        head = arith::RemUIOp::create(b, loc, row, constant(heads));
  auto ofStrip = ArrayRef(state.values);
  for (int64_t strip = 0; strip < strips; ++strip)
    for (int64_t column = 0; column < 2; ++column) {
      Value feature = offset(times(t, 2 * width),
                             strip * kStripThreads * width + column * width);
      Value writes = exists;
      if (headDim % (kStripThreads * width) != 0)
        writes = arith::AndIOp::create(
            b, loc, exists,
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, feature,
                                  constant(headDim)));
      Values results;
      for (Value value : ofStrip.take_front(width))
        results.push_back(arith::DivFOp::create(b, loc, value, divisor));
      ofStrip = ofStrip.drop_front(width);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(createDivergentIf(b, loc, writes).thenBlock());
      for (auto [i, result] : llvm::enumerate(results))
        memref::StoreOp::create(
            b, loc, result, op.getValues(),
            ValueRange{token, head, offset(feature, static_cast<int64_t>(i))});
    }
}
