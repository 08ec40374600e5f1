//===- ExpandToVector.cpp - trit.expand as loops of trit.decode -----------===//
#include "ExpandToVector.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

void tern::lowerExpand(trit::ExpandOp op, int64_t prefetch) {
  OpBuilder b(op);
  Location loc = op.getLoc();
  trit::LayoutAttr layout = op.getLayout();
  MemRefType packed = op.getPacked().getType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Value zero = constant(0), one = constant(1);
  auto tiles =
      scf::ForOp::create(b, loc, zero, constant(packed.getDimSize(0)), one);
  b.setInsertionPointToStart(tiles.getBody());
  auto blocks =
      scf::ForOp::create(b, loc, zero, constant(packed.getDimSize(1)), one);
  b.setInsertionPointToStart(blocks.getBody());
  Value tile = tiles.getInductionVar(), block = blocks.getInductionVar();
  if (prefetch > 0)
    memref::PrefetchOp::create(b, loc, op.getPacked(),
                               ValueRange{tile, block, constant(prefetch)},
                               /*isWrite=*/false, /*localityHint=*/3,
                               /*isDataCache=*/true);
  Value noByte = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
  auto plane = VectorType::get({layout.getRows() * 4}, b.getI8Type());
  Value bytes = vector::TransferReadOp::create(
      b, loc, VectorType::get({layout.getBlockBytes()}, b.getI8Type()),
      op.getPacked(), ValueRange{tile, block, zero}, noByte,
      ArrayRef<bool>{true});
  SmallVector<Type> planes(layout.getPlanes(), plane);
  auto decoded = trit::DecodeOp::create(b, loc, planes, bytes, layout);
  for (auto [index, codes] : llvm::enumerate(decoded.getResults()))
    vector::TransferWriteOp::create(
        b, loc, codes, op.getCodes(),
        ValueRange{tile, block, constant(static_cast<int64_t>(index)), zero},
        ArrayRef<bool>{true});
  op.erase();
}
