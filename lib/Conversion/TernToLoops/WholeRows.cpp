//===- WholeRows.cpp - rows that the threads of a workgroup share ---------===//
//
// Where threads share a product's columns they share a token's row too: it
// stays one operation until there are threads (convert-rows-to-threads).
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

using namespace mlir;
using namespace tern;

/// The parts of `tensors` that are `token`'s.
static SmallVector<Value> sliceToken(OpBuilder &b, Location loc,
                                     ValueRange tensors, OpFoldResult token) {
  OpFoldResult one = b.getIndexAttr(1);
  return llvm::map_to_vector(tensors, [&](Value tensor) -> Value {
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0)),
        strides(type.getRank(), one);
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, tensor);
    offsets.front() = token;
    sizes.front() = one;
    return tensor::ExtractSliceOp::create(b, loc, tensor, offsets, sizes,
                                          strides);
  });
}

SmallVector<Value> StageLowering::wholeRows(
    StringRef name, Value input, TypeRange types,
    llvm::function_ref<SmallVector<Value>(Value row, ValueRange outs)> body) {
  SmallVector<Value> outputs =
      llvm::map_to_vector(types, [&](Type type) { return empty(type); });
  return forAll(name, {OpFoldResult(getLive(input))}, {1}, outputs,
                [&](ValueRange ivs, ValueRange outputs) {
                  OpFoldResult token = ivs[0];
                  SmallVector<Value> outs = sliceToken(b, loc, outputs, token);
                  SmallVector<Value> values =
                      body(sliceToken(b, loc, input, token).front(), outs);
                  return llvm::map_to_vector(values, [&](Value value) {
                    SmallVector<OpFoldResult> sizes =
                        tensor::getMixedSizes(b, loc, value);
                    SmallVector<OpFoldResult> offsets(sizes.size(),
                                                      b.getIndexAttr(0));
                    offsets.front() = token;
                    return Tile{value, offsets, sizes};
                  });
                });
}

SmallVector<Value> StageLowering::quantizeRow(Value row, Value weight,
                                              FloatAttr eps, ValueRange outs) {
  auto op = QuantizeRowOp::create(b, loc, outs.getTypes(), row, weight, outs[0],
                                  outs[1], outs[2], eps);
  return llvm::to_vector_of<Value>(op.getResults());
}

SmallVector<Value> StageLowering::normalizeRow(RmsNormOp op, Value row,
                                               ValueRange outs) {
  auto normal =
      NormalizeRowOp::create(b, loc, outs.front().getType(), row,
                             op.getWeight(), outs.front(), op.getEpsAttr());
  return {normal.getResult()};
}
