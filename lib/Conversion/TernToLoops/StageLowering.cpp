//===- StageLowering.cpp - building blocks of stages ----------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tern;

/// Whether a cache of the same heads alone reads the result, into which it is
/// computed.
static bool isAppended(Operation *op) {
  auto rope = dyn_cast<RopeOp>(op);
  auto append = rope && op->hasOneUse()
                    ? dyn_cast<KVAppendOp>(*op->user_begin())
                    : KVAppendOp();
  return append &&
         getHeadDim(append) == rope.getTable().getType().getDimSize(1);
}

LogicalResult StageLowering::run() {
  findAbsorbed();
  for (Operation &op : llvm::make_early_inc_range(entry.getBody().front())) {
    if (!isa<TernDialect>(op.getDialect()))
      continue;
    if (isAppended(&op) || absorbed.contains(&op))
      continue;
    b.setInsertionPoint(&op);
    loc = op.getLoc();
    SmallVector<Value> results =
        llvm::TypeSwitch<Operation *, SmallVector<Value>>(&op)
            .Case<EmbeddingOp, RmsNormOp, QuantizeOp, RmsNormQuantizeOp,
                  HeadNormOp, RopeOp, KVAppendOp, AttentionOp, LinearOp,
                  Int8LinearOp, Int6LinearOp, ScreenedLinearOp, TritLinearOp,
                  BiasOp, TailOp, ColumnsOp, MatmulOp, DequantizeOp, GluOp,
                  AddOp, FusedMatmulOp, FusedGluOp>(
                [&](auto typed) { return lower(typed); })
            .Default([](Operation *) { return SmallVector<Value>(); });
    if (results.empty())
      return op.emitOpError("cannot be lowered to loops; expected a graph "
                            "after tern-pack-weights");
    Value live =
        op.getNumOperands() ? liveRows.lookup(op.getOperand(0)) : Value();
    for (auto [from, to] : llvm::zip_equal(op.getResults(), results)) {
      if (live && !liveRows.count(to))
        liveRows[to] = live;
      from.replaceAllUsesWith(to);
    }
    auto appended = isa<KVAppendOp>(op)
                        ? op.getOperand(0).getDefiningOp<RopeOp>()
                        : RopeOp();
    op.erase();
    if (appended)
      appended.erase();
  }
  for (Operation *op : llvm::reverse(absorbed))
    op->erase();
  quantizeInProducts();
  copyToLogits();
  return success();
}

Value StageLowering::getLive(Value activation) {
  Value live = liveRows.lookup(activation);
  return live ? live : entry.getArgument(kTokensArg);
}

Value StageLowering::empty(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor::EmptyOp::create(b, loc, tensor.getShape(),
                                 tensor.getElementType());
}

SmallVector<Value> StageLowering::forAll(
    StringRef name, ArrayRef<OpFoldResult> upper, ArrayRef<int64_t> steps,
    ValueRange outputs,
    llvm::function_ref<SmallVector<Tile>(ValueRange, ValueRange)> body) {
  // The name of the location becomes the name of the stage's function.
  Location named = NameLoc::get(b.getStringAttr(name), loc);
  SmallVector<OpFoldResult> lower(upper.size(), b.getIndexAttr(0)), step;
  for (int64_t value : steps)
    step.push_back(b.getIndexAttr(value));
  auto forall = scf::ForallOp::create(b, named, lower, upper, step, outputs,
                                      std::nullopt);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(forall.getTerminator());
  SmallVector<Tile> tiles =
      body(forall.getInductionVars(), forall.getRegionOutArgs());
  b.setInsertionPointToStart(forall.getTerminator().getBody());
  for (auto [tile, output] : llvm::zip_equal(tiles, forall.getRegionOutArgs()))
    tensor::ParallelInsertSliceOp::create(
        b, loc, tile.value, output, tile.offsets, tile.sizes,
        SmallVector<OpFoldResult>(tile.offsets.size(), b.getIndexAttr(1)));
  return llvm::to_vector_of<Value>(forall.getResults());
}

Value StageLowering::read(Value tensor, ValueRange indices, int64_t size,
                          bool inBounds) {
  Type element = cast<ShapedType>(tensor.getType()).getElementType();
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
  return vector::TransferReadOp::create(
      b, loc, VectorType::get({size}, element), tensor, indices, zero,
      ArrayRef<bool>{inBounds});
}

void StageLowering::prefetch(Value weight, ValueRange indices, int level) {
  // Tensors are values, which have no place to prefetch from: a weight's has.
  if (auto mapped = weight.getDefiningOp<bufferization::ToTensorOp>())
    memref::PrefetchOp::create(b, loc, mapped.getBuffer(), indices,
                               /*isWrite=*/false, /*localityHint=*/4 - level,
                               /*isDataCache=*/true);
}

Value StageLowering::readWide(Value tensor, ValueRange indices, int64_t size,
                              bool inBounds) {
  return toF32(read(tensor, indices, size, inBounds));
}

Value StageLowering::write(Value vector, Value tensor, ValueRange indices,
                           bool inBounds) {
  return vector::TransferWriteOp::create(b, loc, vector, tensor, indices,
                                         ArrayRef<bool>{inBounds})
      .getResult();
}

Value StageLowering::row(Value tensor, ArrayRef<OpFoldResult> offsets) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<OpFoldResult> sizes(type.getRank(), b.getIndexAttr(1)),
      strides(type.getRank(), b.getIndexAttr(1));
  sizes.back() = b.getIndexAttr(type.getShape().back());
  return tensor::ExtractSliceOp::create(b, loc, tensor, offsets, sizes,
                                        strides);
}

Value StageLowering::roundToInt8(Value x) {
  auto type = cast<VectorType>(x.getType());
  int64_t size = type.getDimSize(0);
  Value rounded = math::RoundEvenOp::create(b, loc, x);
  rounded = atLeast(rounded, splat(-128, size));
  rounded = atMost(rounded, splat(127, size));
  return arith::FPToSIOp::create(b, loc, type.clone(b.getI32Type()), rounded);
}

Value StageLowering::largestMagnitude(int64_t count, float least,
                                      llvm::function_ref<Value(Value)> read) {
  Value all = forLoop(constant(0), constant(count), lanes, splat(least),
                      [&](Value index, ValueRange carried) {
                        return SmallVector<Value>{
                            atLeastMagnitude(read(index), carried[0])};
                      })[0];
  return reduceMaxMagnitude(all);
}
