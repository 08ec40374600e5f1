//===- LoopBuilder.cpp - building blocks of loops of vectors --------------===//
#include "LoopBuilder.h"

#include "dialects/Tern/Tern.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

Value tern::spreadWord(OpBuilder &b, Location loc, Value word, int64_t lanes) {
  auto type = cast<VectorType>(word.getType());
  Value lane = vector::BitCastOp::create(
      b, loc, VectorType::get({1}, b.getI32Type()), word);
  Value scalar = vector::ExtractOp::create(b, loc, lane, ArrayRef<int64_t>{0});
  Value all = vector::BroadcastOp::create(
      b, loc, VectorType::get({lanes}, b.getI32Type()), scalar);
  return vector::BitCastOp::create(
      b, loc,
      VectorType::get({lanes * type.getDimSize(0)}, type.getElementType()),
      all);
}

Value tern::everyOf(OpBuilder &b, Location loc, Value vector, int64_t first,
                    int64_t of) {
  int64_t count = cast<VectorType>(vector.getType()).getDimSize(0) / of;
  auto places =
      llvm::map_to_vector(llvm::seq<int64_t>(0, count),
                          [&](int64_t lane) { return of * lane + first; });
  return vector::ShuffleOp::create(b, loc, vector, vector, places);
}

Value LoopBuilder::splat(float value, int64_t size) {
  return arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(f32Vector(size), value));
}

Value LoopBuilder::broadcast(Value scalar, int64_t size) {
  return vector::BroadcastOp::create(
      b, loc, VectorType::get({size}, scalar.getType()), scalar);
}

Value LoopBuilder::toF32(Value vector) {
  auto type = cast<VectorType>(vector.getType());
  VectorType wide = type.clone(b.getF32Type());
  if (type == wide)
    return vector;
  if (type.getElementType().isInteger())
    return arith::SIToFPOp::create(b, loc, wide, vector);
  return arith::ExtFOp::create(b, loc, wide, vector);
}

SmallVector<Value> LoopBuilder::forLoop(Value lower, Value upper, int64_t step,
                                        ValueRange carried, Body body) {
  auto loop = scf::ForOp::create(b, loc, lower, upper, constant(step), carried);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> results =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!carried.empty()) // A loop without carried values has its terminator.
    scf::YieldOp::create(b, loc, results);
  return llvm::to_vector_of<Value>(loop.getResults());
}

Value LoopBuilder::atLeast(Value x, Value bound) {
  Value larger =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x, bound);
  return arith::SelectOp::create(b, loc, larger, x, bound);
}

Value LoopBuilder::atMost(Value x, Value bound) {
  Value smaller =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, bound);
  return arith::SelectOp::create(b, loc, smaller, x, bound);
}

Value LoopBuilder::atLeastMagnitude(Value x, Value bound) {
  auto shaped = dyn_cast<VectorType>(x.getType());
  Type bits = b.getI32Type();
  if (shaped)
    bits = shaped.clone(bits);
  auto toBits = [&](Value value) -> Value {
    return arith::BitcastOp::create(b, loc, bits, value);
  };
  Value larger = arith::MaxSIOp::create(
      b, loc, toBits(math::AbsFOp::create(b, loc, x)), toBits(bound));
  return arith::BitcastOp::create(b, loc, x.getType(), larger);
}

Value LoopBuilder::roundToDigits(Value x, Value inverse) {
  Value rounded = math::RoundEvenOp::create(
      b, loc, arith::MulFOp::create(b, loc, x, inverse));
  // Whatever x and the inverse are, these are integers in range.
  rounded = atLeast(rounded, splat(-kLargestDigits));
  rounded = atMost(rounded, splat(kLargestDigits));
  Value isZero =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, x, splat(0));
  return arith::SelectOp::create(b, loc, isZero, splat(0), rounded);
}

Value LoopBuilder::integer(int32_t value) {
  return arith::ConstantOp::create(b, loc,
                                   DenseElementsAttr::get(integers(), value));
}

std::pair<Value, Value> LoopBuilder::splitDigits(Value rounded) {
  Value number = arith::FPToSIOp::create(b, loc, integers(), rounded);
  Value upper =
      arith::ShRSIOp::create(b, loc, add(number, integer(128)), integer(8));
  Value lower = arith::SubIOp::create(
      b, loc, number, arith::ShLIOp::create(b, loc, upper, integer(8)));
  return {upper, lower};
}

Value LoopBuilder::reduce(Value vector,
                          llvm::function_ref<Value(Value, Value)> combine) {
  int64_t size = cast<VectorType>(vector.getType()).getDimSize(0);
  for (; size > 1; size /= 2) {
    auto half = [&](int64_t offset) -> Value {
      return vector::ExtractStridedSliceOp::create(
          b, loc, vector, ArrayRef<int64_t>{offset},
          ArrayRef<int64_t>{size / 2}, ArrayRef<int64_t>{1});
    };
    vector = combine(half(0), half(size / 2));
  }
  return vector::ExtractOp::create(b, loc, vector, ArrayRef<int64_t>{0});
}

Value LoopBuilder::reduceAdd(Value vector) {
  bool integer =
      isa<IntegerType>(cast<VectorType>(vector.getType()).getElementType());
  return reduce(vector, [&](Value x, Value y) -> Value {
    return integer ? arith::AddIOp::create(b, loc, x, y).getResult()
                   : arith::AddFOp::create(b, loc, x, y).getResult();
  });
}

Value LoopBuilder::reduceMaxMagnitude(Value vector) {
  return reduce(vector, [&](Value x, Value y) -> Value {
    return atLeastMagnitude(x, y);
  });
}

namespace {
/// A vector, and which sum each of its lanes is a part of.
struct Held {
  Value vector;
  SmallVector<int64_t> sums;
};
} // namespace

SmallVector<Value> LoopBuilder::reduceAdd(ValueRange vectors) {
  auto type = cast<VectorType>(vectors.front().getType());
  int64_t size = type.getDimSize(0), unit = std::min<int64_t>(size, 4);
  // Of two vectors one after the other, the lanes that are added to those of
  // the other half. Within units of four they are interleaved, which is one
  // instruction where units are 128 bits; then whole units are taken in turn.
  auto lanesOf = [&](bool second, bool within) {
    return llvm::map_to_vector(llvm::seq<int64_t>(0, size), [&](int64_t i) {
      if (within)
        return i / unit * unit + (second ? unit / 2 : 0) + i % unit / 2 +
               (i % 2) * size;
      return (i / unit * 2 + (second ? 1 : 0)) * unit + i % unit;
    });
  };
  auto combine = [&](const Held &x, const Held &y, bool within) {
    SmallVector<int64_t> first = lanesOf(false, within);
    Value sum =
        add(vector::ShuffleOp::create(b, loc, x.vector, y.vector, first),
            vector::ShuffleOp::create(b, loc, x.vector, y.vector,
                                      lanesOf(true, within)));
    return Held{sum, llvm::map_to_vector(first, [&](int64_t lane) {
                  return lane < size ? x.sums[lane] : y.sums[lane - size];
                })};
  };
  SmallVector<Value> results(vectors.size());
  for (int64_t begin = 0, count = static_cast<int64_t>(vectors.size());
       begin < count; begin += size) {
    SmallVector<Held> held;
    for (int64_t i = begin; i < std::min(count, begin + size); ++i)
      held.push_back({vectors[i], SmallVector<int64_t>(size, i)});
    for (int64_t apart = size; apart > 1; apart /= 2) {
      bool within = apart > size / unit;
      SmallVector<Held> next;
      for (size_t i = 0; i < held.size(); i += 2)
        next.push_back(
            combine(held[i], held[std::min(i + 1, held.size() - 1)], within));
      held = std::move(next);
    }
    for (int64_t lane = size - 1; lane >= 0; --lane)
      results[held.front().sums[lane]] = vector::ExtractOp::create(
          b, loc, held.front().vector, ArrayRef<int64_t>{lane});
  }
  return results;
}

Value LoopBuilder::reduceMax(Value vector) {
  return reduce(vector,
                [&](Value x, Value y) -> Value { return atLeast(x, y); });
}
