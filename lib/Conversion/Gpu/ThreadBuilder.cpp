//===- ThreadBuilder.cpp - what the code of a thread is built of ----------===//
#include "ThreadBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

using namespace mlir;
using namespace tern;

/// Threads that exchange.
static constexpr int32_t kLanes = 32;

Value tern::exchangeLanes(OpBuilder &b, Location loc, Value value,
                          int64_t bit) {
  auto word = [&](int32_t number) {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(number));
  };
  return gpu::ShuffleOp::create(b, loc, value, word(static_cast<int32_t>(bit)),
                                word(kLanes), gpu::ShuffleMode::XOR)
      .getShuffleResult();
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
