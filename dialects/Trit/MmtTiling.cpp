//===- MmtTiling.cpp - trit.mmt's TilingInterface -------------------------===//
//
// The iteration domain is (t, n). K is not tiled: a row's sum stays in
// registers, which is what makes it exact and free of a reduction order.
//
//===----------------------------------------------------------------------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tern::trit;

void MmtOp::getEffects(tern::Effects &effects) {
  addOverwritingEffects(*this, effects);
}

SmallVector<utils::IteratorType> MmtOp::getLoopIteratorTypes() {
  return {utils::IteratorType::parallel, utils::IteratorType::parallel};
}

SmallVector<Range> MmtOp::getIterationDomain(OpBuilder &b) {
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  return {Range{zero, tensor::getMixedSize(b, getLoc(), getOut(), 0), one},
          Range{zero, tensor::getMixedSize(b, getLoc(), getOut(), 1), one}};
}

FailureOr<TilingResult>
MmtOp::getTiledImplementation(OpBuilder &b, ArrayRef<OpFoldResult> offsets,
                              ArrayRef<OpFoldResult> sizes) {
  Location loc = getLoc();
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  auto dim = [&](Value value, int64_t index) {
    return tensor::getMixedSize(b, loc, value, index);
  };
  auto slice = [&](Value source, ArrayRef<OpFoldResult> at,
                   ArrayRef<OpFoldResult> size) {
    return tensor::ExtractSliceOp::create(
        b, loc, source, at, size, SmallVector<OpFoldResult>(at.size(), one));
  };
  // Offsets of a tile are multiples of the layout's rows, so they divide
  // exactly.
  AffineExpr n = b.getAffineDimExpr(0);
  int64_t rows = getLayout().getRows();
  OpFoldResult tile = affine::makeComposedFoldedAffineApply(
      b, loc, n.floorDiv(rows), {offsets[1]});
  OpFoldResult tiles = affine::makeComposedFoldedAffineApply(
      b, loc, n.ceilDiv(rows), {sizes[1]});

  auto input =
      slice(getInput(), {offsets[0], zero}, {sizes[0], dim(getInput(), 1)});
  auto sums = slice(getSums(), {offsets[0]}, {sizes[0]});
  auto packed = slice(getPacked(), {tile, zero, zero},
                      {tiles, dim(getPacked(), 1), dim(getPacked(), 2)});
  auto out = slice(getOut(), offsets, sizes);
  auto tiled = MmtOp::create(b, loc, out.getType(), input, sums, packed, out,
                             getLayout());
  return TilingResult{{tiled}, {tiled.getResult()}, {input, sums, packed, out}};
}

LogicalResult MmtOp::getResultTilePosition(
    OpBuilder &, unsigned, ArrayRef<OpFoldResult> offsets,
    ArrayRef<OpFoldResult> sizes, SmallVector<OpFoldResult> &resultOffsets,
    SmallVector<OpFoldResult> &resultSizes) {
  resultOffsets.assign(offsets.begin(), offsets.end());
  resultSizes.assign(sizes.begin(), sizes.end());
  return success();
}

FailureOr<TilingResult>
MmtOp::generateResultTileValue(OpBuilder &b, unsigned,
                               ArrayRef<OpFoldResult> offsets,
                               ArrayRef<OpFoldResult> sizes) {
  return getTiledImplementation(b, offsets, sizes);
}
