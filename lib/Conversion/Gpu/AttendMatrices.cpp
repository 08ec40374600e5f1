//===- AttendMatrices.cpp - attention of eight rows a warp ----------------===//
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

AttendMatrices::AttendMatrices(AttendOp op, const KernelThreads &threads,
                               int64_t bytes)
    : LoopBuilder(OpBuilder(op), op.getLoc(), kWarpLanes), op(op),
      threads(threads), lane(threads.lane) {
  auto query = cast<MemRefType>(op.getQuery().getType());
  heads = query.getDimSize(1);
  headDim = query.getDimSize(2);
  block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
  int64_t features = llvm::divideCeilSigned(headDim, kBlockBytes),
          positions = kAttentionChunk / kBlockBytes,
          width = chooseWidth(headDim);
  keys = {features,
          positions,
          kOwnPositions,
          /*strips=*/1,
          static_cast<int32_t>(0x80808080U),
          &AttendMatrices::readKeys};
  values = {
      positions,    features,
      width,        llvm::divideCeilSigned(headDim, kStripThreads * width),
      /*turned=*/0, &AttendMatrices::readValues};
  Value tokens = memref::DimOp::create(b, loc, op.getQuery(), 0);
  rows = times(tokens, heads);
  g = arith::DivUIOp::create(b, loc, lane, constant(kRowThreads));
  t = arith::RemUIOp::create(b, loc, lane, constant(kRowThreads));
  allocate(bytes);
}

void AttendMatrices::run() {
  forLoop(constant(0), rows, kTileRows * threads.subgroups, {},
          [&](Value first, ValueRange) {
            attend(add(first, times(threads.subgroup, kTileRows)));
            return Values();
          });
  op.erase();
}

void AttendMatrices::attend(Value first) {
  Values ahead = readAhead(keys, op.getBegin());
  Rows known = formRows(first);
  State start;
  start.maxima.assign(2, number(-std::numeric_limits<float>::infinity()));
  start.sums.assign(2, number(0));
  start.values.assign(2 * values.width * values.strips, number(0));
  size_t read = ahead.size();
  llvm::append_range(ahead, start.list());
  Values end = forLoop(op.getBegin(), op.getEnd(), kAttentionChunk, ahead,
                       [&](Value chunk, ValueRange carried) {
                         Values keys = carried.take_front(read);
                         State state = start.withList(carried.drop_front(read));
                         attendChunk(chunk, known, keys, state);
                         llvm::append_range(keys, state.list());
                         return keys;
                       });
  store(first, start.withList(ValueRange(end).drop_front(read)));
}

/// What is read of the memory between two barriers is not written between them.
void AttendMatrices::attendChunk(Value chunk, const Rows &known, Values &ahead,
                                 State &state) {
  Scales scales = readScales(chunk);
  if (shares)
    gpu::BarrierOp::create(b, loc);
  stage(keys, chunk, ahead);
  gpu::BarrierOp::create(b, loc);
  Values scores = computeScores(known, chunk, scales.keys);
  Values ofValues = readAhead(values, chunk);
  if (shares)
    gpu::BarrierOp::create(b, loc);
  Factors factors = formWeights(known, chunk, scores, scales.rows, state);
  ahead = readAhead(keys, offset(chunk, kAttentionChunk));
  stage(values, chunk, ofValues);
  gpu::BarrierOp::create(b, loc);
  addValues(factors, state);
}

/// Values divided by the sum of their weights.
void AttendMatrices::store(Value first, const State &state) {
  Value divisor = toOwnRow(state.sums), row = add(first, g);
  Value exists =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, row, rows);
  Value token = arith::DivUIOp::create(b, loc, row, constant(heads)),
        head = arith::RemUIOp::create(b, loc, row, constant(heads));
  auto ofStrip = ArrayRef(state.values);
  for (int64_t strip = 0; strip < values.strips; ++strip)
    for (int64_t column = 0; column < 2; ++column) {
      int64_t width = values.width;
      Value feature = offset(times(t, 2 * width),
                             strip * kStripThreads * width + column * width);
      Value writes = exists;
      if (headDim < values.strips * kStripThreads * width)
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
