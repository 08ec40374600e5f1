//===- AttendBuilding.cpp - building blocks of a workgroup's attention ----===//
#include "AttendThreads.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

AttendBuilder::Values AttendBuilder::Batch::list() const {
  Values all = keys;
  llvm::append_range(all, values);
  if (keyScale)
    all.append({keyScale, valueScale});
  return all;
}

AttendBuilder::Batch AttendBuilder::Batch::withList(ValueRange list) const {
  Batch result;
  result.keys = list.take_front(keys.size());
  list = list.drop_front(keys.size());
  result.values = list.take_front(values.size());
  list = list.drop_front(values.size());
  if (keyScale) {
    result.keyScale = list[0];
    result.valueScale = list[1];
  }
  return result;
}

AttendBuilder::Values AttendBuilder::State::list() const {
  Values all = batch.list();
  for (const Values &values : {maxima, sums, accumulated})
    llvm::append_range(all, values);
  return all;
}

AttendBuilder::State AttendBuilder::State::withList(ValueRange list) const {
  State result;
  size_t read = batch.list().size();
  result.batch = batch.withList(list.take_front(read));
  list = list.drop_front(read);
  result.maxima = list.take_front(maxima.size());
  list = list.drop_front(maxima.size());
  result.sums = list.take_front(sums.size());
  result.accumulated = list.drop_front(sums.size());
  return result;
}

std::pair<Value, Value> AttendBuilder::getHead(int64_t i) {
  Value head = add(threads.subgroup, constant(i * warps)),
        exists = isLess(head, constant(heads));
  return {arith::MinUIOp::create(b, head, constant(heads - 1)), exists};
}

Value AttendBuilder::number(float value) {
  return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
}

Value AttendBuilder::isLess(Value x, Value y) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, x, y);
}

Value AttendBuilder::select(Value condition, Value x, Value y) {
  return arith::SelectOp::create(b, condition, x, y);
}

Value AttendBuilder::load(Value buffer, ValueRange at) {
  return memref::LoadOp::create(b, buffer, at);
}

void AttendBuilder::storeIf(Value condition, Value value, Value buffer,
                            ValueRange at) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(
      createDivergentIf(b, b.getLoc(), condition).thenBlock());
  memref::StoreOp::create(b, value, buffer, at);
}

Value AttendBuilder::readFour(Value cache, ValueRange at) {
  Type element = cast<MemRefType>(cache.getType()).getElementType();
  auto type = VectorType::get({kAttendNumbers}, element);
  return vector::LoadOp::create(
      b, type, cache, at, /*nontemporal=*/false,
      llvm::MaybeAlign(kAttendNumbers * element.getIntOrFloatBitWidth() / 8));
}

AttendBuilder::Values AttendBuilder::widen(Value four) {
  if (cast<VectorType>(four.getType()).getElementType().isInteger())
    return widenBytes(four);
  return llvm::map_to_vector(
      llvm::seq<int64_t>(0, kAttendNumbers), [&](int64_t i) -> Value {
        Value x = vector::ExtractOp::create(b, four, ArrayRef<int64_t>{i});
        return x.getType().isF32()
                   ? x
                   : arith::ExtFOp::create(b, b.getF32Type(), x).getResult();
      });
}

/// The bits of 2^23 and a byte are those of their sum, from which 2^23 is
/// subtracted exactly: conversions of integers take NVIDIA's GPUs four times as
/// long.
AttendBuilder::Values AttendBuilder::widenBytes(Value four) {
  constexpr int32_t kSigns = static_cast<int32_t>(0x80808080),
                    kBits = 0x4b000000;
  auto words = VectorType::get({1}, b.getI32Type());
  Value word = vector::ExtractOp::create(
      b, vector::BitCastOp::create(b, words, four), ArrayRef<int64_t>{0});
  word = arith::XOrIOp::create(b, word, constant32(kSigns));
  Values result;
  for (int32_t i = 0; i < kAttendNumbers; ++i) {
    Value byte = arith::ShRUIOp::create(b, word, constant32(8 * i));
    byte = arith::AndIOp::create(b, byte, constant32(255));
    byte = arith::OrIOp::create(b, byte, constant32(kBits));
    result.push_back(arith::SubFOp::create(
        b, arith::BitcastOp::create(b, b.getF32Type(), byte),
        number(0x1p23F + 128)));
  }
  return result;
}

Value AttendBuilder::allocate(int64_t count, Type element) {
  return allocateOrdered(
      op, MemRefType::get({count}, element ? element : b.getF32Type()));
}
