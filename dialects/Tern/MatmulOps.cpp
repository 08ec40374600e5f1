//===- MatmulOps.cpp - verifiers of quantised arithmetic ------------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern;

/// The features of a weight `[N, K]`; packed weights carry no logical shape.
static bool isPacked(ShapedType weight) { return weight.getRank() == 3; }

/// Checks a product of `input` and `weight` with `result` features.
static LogicalResult verifyProduct(Operation *op, ShapedType input,
                                   ShapedType weight, ShapedType result,
                                   Attribute layout) {
  if (input.getDimSize(0) != result.getDimSize(0))
    return op->emitOpError("result must have the input's tokens, got ")
           << result << " for " << input;
  if (isPacked(weight)) {
    if (!layout)
      return op->emitOpError("a packed weight needs its 'layout'");
    return success();
  }
  if (layout)
    return op->emitOpError("has a 'layout', but the weight ")
           << weight << " is not packed";
  if (weight.getDimSize(1) != input.getDimSize(1))
    return op->emitOpError("weight has ")
           << weight.getDimSize(1) << " columns, but the input has "
           << input.getDimSize(1) << " features";
  if (weight.getDimSize(0) != result.getDimSize(1))
    return op->emitOpError("weight has ")
           << weight.getDimSize(0) << " rows, but the result has "
           << result.getDimSize(1) << " features";
  return success();
}

static LogicalResult verifyScale(Operation *op, ShapedType scale,
                                 int64_t rows) {
  if (scale.getRank() == 1 && scale.getDimSize(0) != rows)
    return op->emitOpError("has ")
           << scale.getDimSize(0) << " row scales for " << rows << " rows";
  return success();
}

LogicalResult BitLinearOp::verify() {
  if (failed(verifyProduct(*this, getInput().getType(), getWeight().getType(),
                           getResult().getType(), {})))
    return failure();
  return verifyScale(*this, cast<ShapedType>(getScale().getType()),
                     getWeight().getType().getDimSize(0));
}

LogicalResult TritLinearOp::verify() {
  if (failed(verifyProduct(*this, getInput().getType(),
                           cast<ShapedType>(getWeight().getType()),
                           getResult().getType(), getLayoutAttr())))
    return failure();
  return verifyScale(*this, cast<ShapedType>(getScale().getType()),
                     getResult().getType().getDimSize(1));
}

/// A layout may ask for more columns than the input has; they are zero.
static LogicalResult verifyQuantized(Operation *op, ShapedType input,
                                     ShapedType quantized) {
  if (quantized.getDimSize(0) == input.getDimSize(0) &&
      quantized.getDimSize(1) >= input.getDimSize(1))
    return success();
  return op->emitOpError("quantized result must have the input's shape, or "
                         "more columns for padding, got ")
         << quantized << " for " << input;
}

LogicalResult QuantizeOp::verify() {
  return verifyQuantized(*this, getInput().getType(), getQuantized().getType());
}

LogicalResult RmsNormQuantizeOp::verify() {
  if (getWeight().getType().getDimSize(0) != getInput().getType().getDimSize(1))
    return emitOpError("weight's size is ")
           << getWeight().getType().getDimSize(0)
           << ", but the input's number of features is "
           << getInput().getType().getDimSize(1);
  if (!getEps().isFinite() || getEps().isNegative())
    return emitOpError("eps must be finite and not negative");
  return verifyQuantized(*this, getInput().getType(), getQuantized().getType());
}

LogicalResult MatmulOp::verify() {
  return verifyProduct(*this, getInput().getType(),
                       cast<ShapedType>(getWeight().getType()),
                       getResult().getType(), getLayoutAttr());
}

LogicalResult DequantizeOp::verify() {
  if (getInput().getType().getShape() != getResult().getType().getShape())
    return emitOpError("result must have the input's shape, got ")
           << getResult().getType() << " for " << getInput().getType();
  return verifyScale(*this, cast<ShapedType>(getScale().getType()),
                     getResult().getType().getDimSize(1));
}

LogicalResult FusedMatmulOp::verify() {
  auto result = getResult().getType();
  if (getResidual() && getResidual().getType() != result)
    return emitOpError("residual is ")
           << getResidual().getType() << ", but the result is " << result;
  if (failed(verifyProduct(*this, getInput().getType(),
                           cast<ShapedType>(getWeight().getType()), result,
                           getLayoutAttr())))
    return failure();
  return verifyScale(*this, cast<ShapedType>(getScale().getType()),
                     result.getDimSize(1));
}

LogicalResult FusedGluOp::verify() {
  auto result = getResult().getType();
  if (failed(verifyProduct(*this, getInput().getType(),
                           cast<ShapedType>(getGate().getType()), result,
                           getLayoutAttr())))
    return failure();
  return verifyScale(*this, cast<ShapedType>(getGateScale().getType()),
                     result.getDimSize(1));
}
