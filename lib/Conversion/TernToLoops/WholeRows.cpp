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

/// Codes of a row, which a workgroup keeps beside what its products need.
static constexpr int64_t kMostCodes = 32768;

bool StageLowering::isRowOfProducts(ValueRange results) {
  auto codes = cast<RankedTensorType>(results.front().getType());
  if (!target.sharesColumns() || codes.getDimSize(0) != 1 ||
      codes.getDimSize(1) > kMostCodes)
    return false;
  return llvm::all_of(results, [](Value result) {
    return llvm::all_of(result.getUsers(), [](Operation *user) {
      return isa<FusedMatmulOp, FusedGluOp>(user) &&
             isa_and_nonnull<trit::LayoutAttr>(user->getAttr("layout"));
    });
  });
}

void StageLowering::quantizeInProducts() {
  // What remains is read by nothing but products that have been tiled.
  for (auto op : entry.getOps<QuantizeRowOp>()) {
    llvm::SetVector<scf::ForallOp> stages;
    for (Operation *user : op->getUsers())
      if (auto stage = user->getParentOfType<scf::ForallOp>())
        stages.insert(stage);
    for (scf::ForallOp stage : stages) {
      loc = op.getLoc();
      b.setInsertionPointToStart(stage.getBody());
      auto outs = llvm::map_to_vector(op->getResultTypes(),
                                      [&](Type type) { return empty(type); });
      SmallVector<Value> copies =
          quantizeRow(op.getInput(), op.getWeight(), op.getEpsAttr(), outs);
      for (auto [result, copy] : llvm::zip_equal(op.getResults(), copies))
        result.replaceUsesWithIf(copy, [&](OpOperand &use) {
          return stage->isProperAncestor(use.getOwner());
        });
    }
  }
}
