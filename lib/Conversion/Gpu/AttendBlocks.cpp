//===- AttendBlocks.cpp - building blocks of attention by matrices --------===//
#include "../VectorToLanes/Lanes.h"
#include "AttendMatrices.h"
#include "AttendSizes.h"
#include "ProductThreads.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

int64_t AttendMatrices::countSteps() const {
  return llvm::divideCeilSigned(headDim, kStepBytes);
}

Value AttendMatrices::constant32(int32_t value) {
  return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(value));
}

Value AttendMatrices::number(float value) {
  return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
}

Value AttendMatrices::mul(Value x, Value y) {
  return arith::MulFOp::create(b, loc, x, y);
}

Value AttendMatrices::times(Value x, int64_t y) {
  return arith::MulIOp::create(b, loc, x, constant(y));
}

Value AttendMatrices::toI32(Value index) {
  return arith::IndexCastOp::create(b, loc, b.getI32Type(), index);
}

Value AttendMatrices::countSeen(Value end, Value position) {
  Value count = arith::SubIOp::create(b, loc, end, position);
  return toI32(arith::MinSIOp::create(b, loc, count, constant(kOwnPositions)));
}

Value AttendMatrices::isSeen(int32_t position, Value count) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                               constant32(position), count);
}

Value AttendMatrices::readLane(Value value, Value lane) {
  return tern::readLane(b, loc, value, toI32(lane), kWarpLanes);
}

Value AttendMatrices::reduceLanes(Value value, ArrayRef<int64_t> bits,
                                  llvm::function_ref<Value(Value, Value)> of) {
  for (int64_t bit : bits)
    value = of(value, exchangeLanes(b, loc, value, bit));
  return value;
}

Value AttendMatrices::toOwnRow(ArrayRef<Value> pair) {
  Value lane = arith::DivUIOp::create(b, loc, g, constant(2)),
        odd = arith::RemUIOp::create(b, loc, g, constant(2));
  odd =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, odd, constant(0));
  return arith::SelectOp::create(b, loc, odd, readLane(pair[1], lane),
                                 readLane(pair[0], lane));
}

AttendMatrices::Values AttendMatrices::toPair(Value ofOwnRow) {
  Value lane = times(t, 2 * kRowThreads);
  return {readLane(ofOwnRow, lane),
          readLane(ofOwnRow, offset(lane, kRowThreads))};
}

AttendMatrices::Values AttendMatrices::split(Value vector) {
  Values elements;
  for (int64_t i = 0,
               count = cast<VectorType>(vector.getType()).getNumElements();
       i < count; ++i)
    elements.push_back(
        vector::ExtractOp::create(b, loc, vector, ArrayRef<int64_t>{i}));
  return elements;
}

AttendMatrices::Values AttendMatrices::readWords(Value buffer, ValueRange at,
                                                 int64_t count) {
  return loadWords(b, loc, buffer, at, count);
}

AttendMatrices::Values AttendMatrices::readFloats(Value buffer, ValueRange at) {
  Value read = vector::LoadOp::create(
      b, loc, VectorType::get({kWordBytes}, b.getF32Type()), buffer, at,
      /*nontemporal=*/false, llvm::MaybeAlign(sizeof(float) * kWordBytes));
  return split(read);
}

Value AttendMatrices::pickBytes(Value x, Value y, ArrayRef<int64_t> bytes) {
  auto one = VectorType::get({1}, b.getI32Type()),
       four = VectorType::get({kWordBytes}, b.getI8Type());
  auto split = [&](Value word) -> Value {
    return vector::BitCastOp::create(
        b, loc, four, vector::BroadcastOp::create(b, loc, one, word));
  };
  Value picked = vector::ShuffleOp::create(b, loc, split(x), split(y), bytes);
  return vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, one, picked),
      ArrayRef<int64_t>{0});
}

AttendMatrices::Values AttendMatrices::transpose(ArrayRef<Value> words) {
  Values result;
  for (int64_t half : {0, 2}) {
    Value first = pickBytes(words[0], words[1],
                            {half, half + 4, half + 1, half + 5}),
          second = pickBytes(words[2], words[3],
                             {half, half + 4, half + 1, half + 5});
    result.push_back(pickBytes(first, second, {0, 1, 4, 5}));
    result.push_back(pickBytes(first, second, {2, 3, 6, 7}));
  }
  return result;
}

Value AttendMatrices::joinDigits(Value upper, Value lower) {
  Value total = add(arith::ShLIOp::create(b, loc, upper, constant32(8)), lower);
  return arith::SIToFPOp::create(b, loc, b.getF32Type(), total);
}

void AttendMatrices::multiply(MutableArrayRef<Value> sums,
                              ArrayRef<Value> codes,
                              ArrayRef<Value> activations) {
  multiplyFragments(b, loc, trit::Fragment::mma_16x8x32, sums, codes,
                    activations);
}

AttendMatrices::Values AttendMatrices::roll(int64_t count, ValueRange carried,
                                            Body body) {
  Values results = forLoop(constant(0), constant(count), 1, carried, body);
  results.front().getDefiningOp()->setAttr(kLoopAttrName,
                                           getRolledLoop(b.getContext()));
  return results;
}
