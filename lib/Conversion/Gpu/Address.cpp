//===- Address.cpp - where a memory access goes ---------------------------===//
#include "Address.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

static bool addTerms(Address &address, MemRefType type,
                     ArrayRef<OpFoldResult> indices) {
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)))
    return false;
  for (auto [index, stride] : llvm::zip_equal(indices, strides)) {
    std::optional<int64_t> constant = getConstantIntValue(index);
    if (constant == 0)
      continue;
    if (ShapedType::isDynamic(stride))
      return false;
    if (constant)
      address.constant += *constant * stride;
    else
      address.terms.push_back({cast<Value>(index), stride});
  }
  return true;
}

FailureOr<Address> tern::getAddress(Value buffer, ValueRange indices) {
  auto type = cast<MemRefType>(buffer.getType());
  Address address;
  address.element = type.getElementType();
  if (!addTerms(address, type, getAsOpFoldResult(indices)))
    return failure();
  while (Operation *op = buffer.getDefiningOp()) {
    if (auto subview = dyn_cast<memref::SubViewOp>(op)) {
      if (!addTerms(address, subview.getSourceType(),
                    subview.getMixedOffsets()))
        return failure();
      buffer = subview.getSource();
    } else if (isa<memref::ExpandShapeOp, memref::CollapseShapeOp,
                   memref::CastOp>(op)) {
      buffer = op->getOperand(0);
    } else if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op)) {
      // Caches of several sequences: the type has the strides.
      if (cast.getType().getStridesAndOffset().second != 0)
        return failure();
      buffer = cast.getSource();
    } else if (auto view = dyn_cast<memref::ViewOp>(op)) {
      if (!view.getType().hasStaticShape())
        return failure();
      address.shift = view.getByteShift();
      address.viewBytes = view.getType().getNumElements() *
                          view.getType().getElementTypeBitWidth() / 8;
      buffer = view.getSource();
      break;
    } else {
      break;
    }
  }
  address.root = buffer;
  if (!isa<BlockArgument>(buffer) && !buffer.getDefiningOp<memref::AllocaOp>())
    return failure();
  return address;
}

std::optional<Access> tern::getAccess(Operation *op) {
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return Access{load.getMemRef(), load.getIndices(), false};
  if (auto store = dyn_cast<memref::StoreOp>(op))
    return Access{store.getMemRef(), store.getIndices(), true};
  if (auto load = dyn_cast<vector::LoadOp>(op))
    return Access{load.getBase(), load.getIndices(), false};
  if (auto copy = dyn_cast<trit::CopyUnitOp>(op))
    return Access{copy.getSource(), copy.getIndices(), false};
  if (auto arrive = dyn_cast<trit::ArriveOp>(op))
    return Access{arrive.getCounters(), arrive->getOperands().slice(1, 1),
                  true};
  return std::nullopt;
}
