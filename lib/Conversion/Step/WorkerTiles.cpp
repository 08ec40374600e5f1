//===- WorkerTiles.cpp - which tiles of a stage a worker computes ---------===//
#include "WorkerTiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tern;

/// Claims that a range is taken in, about, where a tile takes too little time
/// for one of its own: nobody waits longer than one takes.
static constexpr int64_t kClaims = 64;

static Value constant(ImplicitLocOpBuilder &b, int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

static Value counterOf(ImplicitLocOpBuilder &b, Value worker) {
  return arith::MulIOp::create(b, worker, constant(b, kCounterWords));
}

Value tern::getWorkerBehind(ImplicitLocOpBuilder &b, Value worker,
                            Value distance, Value workers) {
  // Of the sum and what it is over the workers, which wraps if it is not.
  Value sum = arith::AddIOp::create(b, worker, distance);
  return arith::MinUIOp::create(b, sum, arith::SubIOp::create(b, sum, workers));
}

MemRefType WorkerTiles::getCountersType(MLIRContext *context) {
  return MemRefType::get({TERN_ABI_MOST_WORKERS * kCounterWords},
                         IntegerType::get(context, 64));
}

void WorkerTiles::resetCounter(ImplicitLocOpBuilder &b, Value counters,
                               Value worker) {
  Value zero = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
  memref::StoreOp::create(b, zero, counters, counterOf(b, worker));
}

std::pair<Value, Value> WorkerTiles::getRange(Value of) {
  auto bound = [&](Value number) -> Value {
    return arith::DivUIOp::create(b, arith::MulIOp::create(b, total, number),
                                  workers);
  };
  Value next = arith::AddIOp::create(b, of, constant(b, 1));
  Value begin = bound(of);
  return {begin, bound(next)};
}

Value WorkerTiles::loop(Value begin, Value end, Value step) {
  auto op = scf::ForOp::create(b, begin, end, step);
  b.setInsertionPointToStart(op.getBody());
  return op.getInductionVar();
}

Value WorkerTiles::takeRange() {
  auto [begin, end] = getRange(worker);
  return loop(begin, end, constant(b, 1));
}

Value WorkerTiles::takeTurns() { return loop(worker, total, workers); }

Value WorkerTiles::claim(Value counters, bool several) {
  Value one = constant(b, 1);
  Value distance = loop(constant(b, 0), workers, one);
  Value owner = getWorkerBehind(b, worker, distance, workers);
  auto [begin, end] = getRange(owner);
  Value count = arith::SubIOp::create(b, end, begin),
        counter = counterOf(b, owner), many = one;
  if (several)
    many = arith::AddIOp::create(
        b, arith::DivUIOp::create(b, count, constant(b, kClaims)), one);
  Value step = arith::IndexCastOp::create(b, b.getI64Type(), many);

  auto claims =
      scf::WhileOp::create(b, TypeRange{b.getIndexType()}, ValueRange());
  b.createBlock(&claims.getBefore());
  Value taken = memref::AtomicRMWOp::create(b, arith::AtomicRMWKind::addi, step,
                                            counters, counter);
  taken = arith::IndexCastOp::create(b, b.getIndexType(), taken);
  Value isLeft =
      arith::CmpIOp::create(b, arith::CmpIPredicate::ult, taken, count);
  scf::ConditionOp::create(b, isLeft, taken);
  Block *tiles =
      b.createBlock(&claims.getAfter(), {}, b.getIndexType(), b.getLoc());
  auto yield = scf::YieldOp::create(b);
  b.setInsertionPoint(yield);
  Value first = arith::AddIOp::create(b, begin, tiles->getArgument(0));
  if (!several)
    return first;
  Value last =
      arith::MinUIOp::create(b, arith::AddIOp::create(b, first, many), end);
  return loop(first, last, one);
}
