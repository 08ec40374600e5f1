//===- AttendMerge.cpp - chunks of positions merged by a workgroup --------===//
//
// A warp has tiles of 32 features of a head. It has the head's states at once,
// a lane a chunk's, so that all weights are known before the first value.
//
//===----------------------------------------------------------------------===//
#include "AttendMerge.h"

#include "../RunningSoftmax.h"
#include "../VectorToLanes/Lanes.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Chunks whose values are on the way at a time.
constexpr int64_t kAtOnce = 8;

class Merging : ThreadBuilder {
public:
  Merging(MergeChunksOp op, const KernelThreads &threads)
      : ThreadBuilder(op), op(op), threads(threads) {
    auto type = cast<MemRefType>(op.getValues().getType());
    capacity = type.getDimSize(0);
    heads = type.getDimSize(1);
    headDim = type.getDimSize(2);
  }

  void run() {
    Value told = arrive();
    Value isLast =
        arith::CmpIOp::create(b, arith::CmpIPredicate::ne, told, constant32(0));
    auto merges = scf::IfOp::create(b, isLast, /*withElseRegion=*/false);
    b.setInsertionPointToStart(merges.thenBlock());
    // Zero, which compilers do not know: what only the last one computes of its
    // threads' numbers no other one has in registers.
    Value zero = arith::IndexCastOp::create(
        b, b.getIndexType(), arith::SubIOp::create(b, told, constant32(1)));
    for (Value *number : {&threads.lane, &threads.subgroup})
      *number = add(*number, zero);
    merge();
  }

private:
  using Values = SmallVector<Value>;

  /// What a thread makes of the features of one head.
  struct Tile {
    Value head, feature, exists;
    Values weights; ///< of chunks, 32 each, the lane's
    Value sum;
  };

  Value number(float value) {
    return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
  }
  Value isLess(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value toI32(Value x) {
    return arith::IndexCastOp::create(b, b.getI32Type(), x);
  }

  /// One if the workgroup is the last, else zero.
  Value arrive() {
    Value told = allocateOrdered(op, MemRefType::get({1}, b.getI32Type()));
    // All have written what others are to see.
    gpu::BarrierOp::create(b);
    Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                          threads.thread, constant(0));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(
          createDivergentIf(b, b.getLoc(), isFirst).thenBlock());
      Value last = trit::ArriveOp::create(b, op.getCounters(), op.getAt(),
                                          op.getChunks());
      last = arith::ExtUIOp::create(b, b.getI32Type(), last);
      memref::StoreOp::create(b, last, told, constant(0));
    }
    gpu::BarrierOp::create(b);
    return memref::LoadOp::create(b, told, constant(0));
  }

  void merge() {
    int64_t parts = llvm::divideCeilSigned(headDim, kLanes),
            count = heads * parts;
    SmallVector<Tile> tiles;
    Values values;
    for (int64_t first = 0; first < count; first += threads.subgroups) {
      Value number = add(threads.subgroup, constant(first));
      Value exists = isLess(number, constant(count));
      number = arith::MinUIOp::create(b, number, constant(count - 1));
      Tile tile{divide(number, parts),
                add(times(remainder(number, parts), kLanes), threads.lane),
                exists,
                {},
                {}};
      Value isFeature = isLess(tile.feature, constant(headDim));
      tile.exists = arith::AndIOp::create(b, exists, isFeature);
      tile.feature =
          arith::MinUIOp::create(b, tile.feature, constant(headDim - 1));
      tiles.push_back(tile);
      values.push_back(this->number(0));
    }
    for (Tile &tile : tiles)
      weigh(tile);
    for (int64_t i = 0; i * kLanes < capacity; ++i)
      values = addChunks(tiles, i, values);
    for (auto [tile, value] : llvm::zip_equal(tiles, values)) {
      Value quotient = arith::DivFOp::create(b, value, tile.sum);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(
          createDivergentIf(b, b.getLoc(), tile.exists).thenBlock());
      memref::StoreOp::create(b, quotient, op.getOut(),
                              ValueRange{constant(0), tile.head, tile.feature});
    }
  }

  /// Of the lane's chunks what their values are multiplied with, and the sum of
  /// all weights.
  void weigh(Tile &tile) {
    Values exists, sums;
    Value last = arith::SubIOp::create(b, op.getChunks(), constant(1));
    Value largest = number(std::numeric_limits<float>::lowest());
    auto raise = [&](Value x) {
      Value larger =
          arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, x, largest);
      largest = select(larger, x, largest);
    };
    for (int64_t first = 0; first < capacity; first += kLanes) {
      Value chunk = add(threads.lane, constant(first));
      exists.push_back(isLess(chunk, op.getChunks()));
      chunk = arith::MinUIOp::create(b, chunk, last);
      Value at[] = {chunk, tile.head};
      Value maximum = memref::LoadOp::create(b, op.getMaxima(), at);
      sums.push_back(memref::LoadOp::create(b, op.getSums(), at));
      tile.weights.push_back(
          select(exists.back(), maximum,
                 number(-std::numeric_limits<float>::infinity())));
      raise(tile.weights.back());
    }
    for (int64_t bit = kLanes / 2; bit > 0; bit /= 2)
      raise(exchange(largest, bit));
    tile.sum = number(0);
    for (auto [weight, sum, is] : llvm::zip_equal(tile.weights, sums, exists)) {
      weight =
          math::ExpOp::create(b, arith::SubFOp::create(b, weight, largest));
      tile.sum = select(is, multiplyAdd(b, b.getLoc(), sum, weight, tile.sum),
                        tile.sum);
    }
    for (int64_t bit = kLanes / 2; bit > 0; bit /= 2)
      tile.sum = arith::AddFOp::create(b, tile.sum, exchange(tile.sum, bit));
  }

  /// Adds the values of the `i`th 32 chunks. Beyond the last the last is read,
  /// of weight zero.
  Values addChunks(ArrayRef<Tile> tiles, int64_t i, ValueRange values) {
    Value first = constant(i * kLanes),
          last = arith::SubIOp::create(b, op.getChunks(), constant(1));
    Value end =
        arith::MinUIOp::create(b, op.getChunks(), constant((i + 1) * kLanes));
    auto loop = scf::ForOp::create(b, first, end, constant(kAtOnce), values);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value chunk = loop.getInductionVar();
    Values read, sums = llvm::to_vector_of<Value>(loop.getRegionIterArgs());
    for (int64_t j = 0; j < kAtOnce; ++j) {
      Value of = arith::MinUIOp::create(b, add(chunk, constant(j)), last);
      for (const Tile &tile : tiles)
        read.push_back(memref::LoadOp::create(
            b, op.getValues(), ValueRange{of, tile.head, tile.feature}));
    }
    for (int64_t j = 0; j < kAtOnce; ++j) {
      Value lane =
          toI32(arith::SubIOp::create(b, add(chunk, constant(j)), first));
      for (auto [k, tile] : llvm::enumerate(tiles)) {
        Value weight = readLane(b, b.getLoc(), tile.weights[i], lane, kLanes);
        sums[k] = multiplyAdd(b, b.getLoc(), weight, read[j * tiles.size() + k],
                              sums[k]);
      }
    }
    scf::YieldOp::create(b, sums);
    return llvm::to_vector_of<Value>(loop.getResults());
  }

  MergeChunksOp op;
  KernelThreads threads;
  int64_t capacity, heads, headDim;
};
} // namespace

void tern::mergeChunks(MergeChunksOp op, const KernelThreads &threads) {
  Merging(op, threads).run();
}
