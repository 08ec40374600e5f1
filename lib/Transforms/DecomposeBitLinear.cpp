//===- DecomposeBitLinear.cpp - bit_linear as three operations ------------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_DECOMPOSEBITLINEAR
#include "tern/Transforms/Passes.h.inc"

namespace {
struct DecomposeBitLinear : impl::DecomposeBitLinearBase<DecomposeBitLinear> {
  void runOnOperation() override {
    llvm::DenseMap<Value, QuantizeOp> quantized;
    getOperation()->walk([&](BitLinearOp op) {
      QuantizeOp &quantize = quantized[op.getInput()];
      if (!quantize)
        quantize = createQuantize(op.getInput(), op.getLoc());
      OpBuilder b(op);
      auto acc = MatmulOp::create(
          b, op.getLoc(), op.getResult().getType().clone(b.getI32Type()),
          quantize.getQuantized(), quantize.getSums(), op.getWeight(),
          Attribute());
      auto result = DequantizeOp::create(
          b, op.getLoc(), op.getResult().getType(), acc, quantize.getScales(),
          op.getScale(), op.getDivide());
      op.replaceAllUsesWith(result.getResult());
      op.erase();
    });
  }

  /// Right after the value, so that it dominates every reader.
  static QuantizeOp createQuantize(Value value, Location loc) {
    OpBuilder b(value.getContext());
    b.setInsertionPointAfterValue(value);
    auto type = cast<RankedTensorType>(value.getType());
    int64_t tokens = type.getDimSize(0);
    return QuantizeOp::create(b, loc, type.clone(b.getI8Type()),
                              RankedTensorType::get({tokens}, b.getF32Type()),
                              RankedTensorType::get({tokens}, b.getI32Type()),
                              value);
  }
};
} // namespace
} // namespace tern
