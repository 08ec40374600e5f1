//===- RowOps.cpp - verifiers and effects of operations on rows -----------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern;

/// Whether `input` is a token, and `weight`, if there is one, of its features.
static LogicalResult verifyRow(Operation *op, Value input, Value weight) {
  ShapedType row = getShape(input);
  if (!row.hasStaticShape() || row.getDimSize(0) != 1)
    return op->emitOpError("must have a row [1, K] of static size, got ")
           << row;
  if (weight && getShape(weight).getShape() != row.getShape().drop_front())
    return op->emitOpError("must have a weight of ")
           << row.getDimSize(1) << " features, got " << weight.getType();
  return success();
}

MutableOperandRange QuantizeRowOp::getDpsInitsMutable() {
  return {getOperation(), getCodesMutable().getOperandNumber(), 3};
}

void QuantizeRowOp::getEffects(Effects &effects) {
  addOverwritingEffects(*this, effects);
}

LogicalResult QuantizeRowOp::verify() {
  if (failed(verifyRow(*this, getInput(), getWeight())))
    return failure();
  if (static_cast<bool>(getWeight()) != getEps().has_value())
    return emitOpError("must have eps with a weight, and without none");
  ShapedType codes = getShape(getCodes());
  if (!codes.hasStaticShape() || codes.getDimSize(0) != 1 ||
      codes.getDimSize(1) < getShape(getInput()).getDimSize(1))
    return emitOpError("must have codes [1, P] of at least the row's features, "
                       "got ")
           << codes;
  for (Value number : {getScale(), getSum()})
    if (getShape(number).getShape() != ArrayRef<int64_t>{1})
      return emitOpError("must have a scale and a sum, each [1], got ")
             << number.getType();
  return success();
}

void NormalizeRowOp::getEffects(Effects &effects) {
  addOverwritingEffects(*this, effects);
}

LogicalResult NormalizeRowOp::verify() {
  if (failed(verifyRow(*this, getInput(), getWeight())))
    return failure();
  if (getShape(getOut()).getShape() != getShape(getInput()).getShape())
    return emitOpError("must write a row of the input's shape, got ")
           << getOut().getType();
  return success();
}
