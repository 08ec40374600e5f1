//===- AttendThreads.cpp - attention of one token by a workgroup ----------===//
#include "AttendThreads.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// Threads that have a feature's positions of a batch, four each.
static constexpr int64_t kColumnThreads = kAttendBatch / kAttendNumbers;
/// Heads whose values warps join at a time, for which they have memory.
static constexpr int64_t kJoinedHeads = 4;

AttendBuilder::AttendBuilder(AttendOp op, const KernelThreads &threads)
    : ThreadBuilder(op), op(op), threads(threads), warps(threads.subgroups),
      allThreads(warps * kAttendBatch) {
  auto query = cast<MemRefType>(op.getQuery().getType());
  heads = query.getDimSize(1);
  headDim = query.getDimSize(2);
  block = cast<MemRefType>(op.getKeys().getType()).getDimSize(2);
  headsPerWarp = llvm::divideCeilSigned(heads, warps);
  keyReads = llvm::divideCeilSigned(headDim, kAttendNumbers * warps);
  int64_t rowThreads = headDim / kAttendNumbers;
  rowsAtOnce = std::min(allThreads / rowThreads, kAttendBatch);
  valueReads = llvm::divideCeilSigned(kAttendBatch, rowsAtOnce);

  queries = allocate(headDim * heads);
  partials = allocate(warps * heads * kAttendBatch);
  weights = allocate(kAttendBatch * heads);
  factors = allocate(heads);
  joined = allocate(rowsAtOnce * std::min(heads, kJoinedHeads) * headDim);

  end = arith::MinUIOp::create(b, op.getEnd(), op.getVisible());
  column = times(remainder(threads.lane, kColumnThreads), kAttendNumbers);
  keyFeature = add(times(threads.subgroup, kAttendNumbers),
                   divide(threads.lane, kColumnThreads));
  valueFeature = times(remainder(threads.thread, rowThreads), kAttendNumbers);
  valueRow = divide(threads.thread, rowThreads);
  prepareNext();
}

void AttendBuilder::run() {
  // Until all are done with the tile before.
  gpu::BarrierOp::create(b);
  State start = begin();
  SmallVector<std::pair<Role, Values>> own;
  if (op.getNextKey())
    for (const Role &role : getRoles())
      own.emplace_back(role, readNumbers(role));
  stageQueries();
  for (const auto &[role, numbers] : own)
    stageNext(role, numbers);
  gpu::BarrierOp::create(b);
  auto loop = scf::ForOp::create(b, op.getBegin(), op.getEnd(),
                                 constant(kAttendBatch), start.list());
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    State state = start.withList(loop.getRegionIterArgs());
    Value first = loop.getInductionVar();
    Batch following = readNext(add(first, constant(kAttendBatch)), state.batch);
    if (op.getNextKey())
      state.batch = withNext(first, state.batch);
    addScores(state.batch);
    gpu::BarrierOp::create(b);
    formWeights(first, state);
    gpu::BarrierOp::create(b);
    addValues(state);
    state.batch = following;
    scf::YieldOp::create(b, state.list());
  }
  store(start.withList(loop.getResults()));
  if (op.getNextKey())
    append();
  op.erase();
}

AttendBuilder::State AttendBuilder::begin() {
  State state;
  state.batch = read(op.getBegin());
  state.maxima.assign(headsPerWarp,
                      number(-std::numeric_limits<float>::infinity()));
  state.sums.assign(headsPerWarp, number(0));
  state.accumulated.assign(kAttendNumbers * heads, number(0));
  return state;
}

/// Scaled, all heads of a feature next to each other. What is to be rotated is
/// a pair of features a thread.
void AttendBuilder::stageQueries() {
  Value scale = number(static_cast<float>(op.getScale().convertToDouble()));
  int64_t width = op.getTable() ? headDim / 2 : headDim, all = heads * width;
  for (int64_t first = 0; first < all; first += allThreads) {
    Value i = add(threads.thread, constant(first)),
          exists = isLess(i, constant(all));
    i = select(exists, i, constant(0));
    Value head = divide(i, width), feature = remainder(i, width),
          upper = add(feature, constant(width));
    auto stage = [&](Value query, Value feature) {
      storeIf(exists, arith::MulFOp::create(b, query, scale), queries,
              add(times(feature, heads), head));
    };
    Value query = load(op.getQuery(), {constant(0), head, feature});
    if (!op.getTable()) {
      stage(query, feature);
      continue;
    }
    auto [x, y] =
        rotate(query, load(op.getQuery(), {constant(0), head, upper}),
               load(op.getTable(), feature), load(op.getTable(), upper));
    stage(x, feature);
    stage(y, upper);
  }
}

/// Threads of the same features exchange their sums.
void AttendBuilder::store(const State &state) {
  for (int64_t i = 0; i < headsPerWarp; ++i) {
    auto [head, exists] = getHead(i);
    Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                        threads.lane, constant(0));
    Value writes = arith::AndIOp::create(b, first, exists);
    Value at[] = {constant(0), head};
    storeIf(writes, state.maxima[i], op.getMaxima(), at);
    storeIf(writes, state.sums[i], op.getSums(), at);
  }
  Value hasRow = isLess(valueRow, constant(rowsAtOnce));
  for (int64_t first = 0; first < heads; first += kJoinedHeads) {
    int64_t count = std::min(heads - first, kJoinedHeads),
            all = count * headDim;
    if (first > 0)
      gpu::BarrierOp::create(b);
    for (int64_t head = 0; head < count; ++head)
      for (int64_t i = 0; i < kAttendNumbers; ++i) {
        Value at = add(times(valueRow, all),
                       add(valueFeature, constant(head * headDim + i)));
        storeIf(hasRow, state.accumulated[(first + head) * kAttendNumbers + i],
                joined, at);
      }
    gpu::BarrierOp::create(b);
    for (int64_t from = 0; from < all; from += allThreads) {
      Value i = add(threads.thread, constant(from)),
            exists = isLess(i, constant(all));
      i = select(exists, i, constant(0));
      Value total;
      for (int64_t row = 0; row < rowsAtOnce; ++row) {
        Value part = load(joined, add(i, constant(row * all)));
        total =
            total ? arith::AddFOp::create(b, total, part).getResult() : part;
      }
      Value head = add(divide(i, headDim), constant(first));
      if (op.getNormalize())
        total = arith::DivFOp::create(b, total,
                                      load(op.getSums(), {constant(0), head}));
      storeIf(exists, total, op.getValues(),
              {constant(0), head, remainder(i, headDim)});
    }
  }
}
