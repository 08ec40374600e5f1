//===- LoopBuilder.cpp - building blocks of loops of vectors --------------===//
#include "LoopBuilder.h"

#include "dialects/Tern/Tern.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

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

Value LoopBuilder::reduceMax(Value vector) {
  return reduce(vector,
                [&](Value x, Value y) -> Value { return atLeast(x, y); });
}
