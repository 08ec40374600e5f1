//===- ThreadBuilder.cpp - what the code of a thread is built of ----------===//
#include "ThreadBuilder.h"

#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

Value tern::exchangeLanes(OpBuilder &b, Location loc, Value value,
                          int64_t bit) {
  auto word = [&](int32_t number) {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(number));
  };
  return gpu::ShuffleOp::create(b, loc, value, word(static_cast<int32_t>(bit)),
                                word(kLanes), gpu::ShuffleMode::XOR)
      .getShuffleResult();
}

SmallVector<Value> tern::loadWords(OpBuilder &b, Location loc, Value buffer,
                                   ValueRange indices, int64_t count) {
  auto bytes = VectorType::get({4 * count}, b.getI8Type()),
       words = VectorType::get({count}, b.getI32Type());
  Value read = vector::LoadOp::create(
      b, loc, bytes, buffer, indices, /*nontemporal=*/false,
      llvm::MaybeAlign(static_cast<uint64_t>(4 * count)));
  read = vector::BitCastOp::create(b, loc, words, read);
  return llvm::map_to_vector(
      llvm::seq<int64_t>(0, count), [&](int64_t i) -> Value {
        return vector::ExtractOp::create(b, loc, read, ArrayRef<int64_t>{i});
      });
}

Value tern::allocateOrdered(Operation *user, MemRefType type) {
  OpBuilder b = OpBuilder::atBlockBegin(
      &user->getParentOfType<gpu::GPUFuncOp>().getBody().front());
  auto memory = memref::AllocaOp::create(b, user->getLoc(), type);
  memory->setAttr(kOrderedAttrName, b.getUnitAttr());
  return memory;
}

SmallVector<Value>
tern::computeIf(ImplicitLocOpBuilder &b, Value condition, ValueRange otherwise,
                llvm::function_ref<SmallVector<Value>()> body) {
  auto choice = scf::IfOp::create(b, otherwise.getTypes(), condition,
                                  /*addThenBlock=*/true,
                                  /*addElseBlock=*/!otherwise.empty());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  SmallVector<Value> results = body();
  scf::YieldOp::create(b, results);
  if (!otherwise.empty()) {
    b.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(b, otherwise);
  }
  return llvm::to_vector_of<Value>(choice.getResults());
}

Value ThreadBuilder::constant(int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

Value ThreadBuilder::constant32(int32_t value) {
  return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
}

Value ThreadBuilder::add(Value x, Value y) {
  return arith::AddIOp::create(b, x, y);
}

Value ThreadBuilder::times(Value x, int64_t y) {
  return arith::MulIOp::create(b, x, constant(y));
}

Value ThreadBuilder::divide(Value x, int64_t y) {
  return arith::DivUIOp::create(b, x, constant(y));
}

Value ThreadBuilder::remainder(Value x, int64_t y) {
  return arith::RemUIOp::create(b, x, constant(y));
}
