//===- ProductThreads.cpp - what threads that multiply have in common -----===//
#include "ProductThreads.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

Value ProductBuilder::constant(int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

Value ProductBuilder::constant32(int32_t value) {
  return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
}

Value ProductBuilder::add(Value x, Value y) {
  return arith::AddIOp::create(b, x, y);
}

Value ProductBuilder::times(Value x, int64_t y) {
  return arith::MulIOp::create(b, x, constant(y));
}

SmallVector<Value> ProductBuilder::readWords(Value buffer, ValueRange indices) {
  auto bytes = VectorType::get({kLaneBytes}, b.getI8Type()),
       words = VectorType::get({kLaneRows}, b.getI32Type());
  Value read = vector::LoadOp::create(b, bytes, buffer, indices,
                                      /*nontemporal=*/false,
                                      llvm::MaybeAlign(kLaneBytes));
  read = vector::BitCastOp::create(b, words, read);
  return llvm::map_to_vector(
      llvm::seq<int64_t>(0, kLaneRows), [&](int64_t i) -> Value {
        return vector::ExtractOp::create(b, read, ArrayRef<int64_t>{i});
      });
}

ProductBuilder::Block ProductBuilder::readBlock(Value tile, Value number,
                                                Value part) {
  return {number, readWords(op.getPacked(),
                            ValueRange{tile, number, times(part, kLaneBytes)})};
}

ProductBuilder::Block ProductBuilder::readIfExists(Value tile, Value number,
                                                   Value part) {
  Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, number,
                                       constant(getBlocks()));
  Block block = readBlock(
      tile, arith::SelectOp::create(b, exists, number, constant(0)), part);
  for (Value &word : block.words)
    word = arith::SelectOp::create(b, exists, word, constant32(0));
  return block;
}

SmallVector<Value> ProductBuilder::readActivations(Value token,
                                                   const Block &block) {
  return readWords(op.getInput(),
                   ValueRange{token, times(block.number, kDepth)});
}

Value ProductBuilder::subtractSum(Value total, Value token) {
  Value sum = memref::LoadOp::create(b, op.getSums(), token);
  return arith::SubIOp::create(b, total, sum);
}
