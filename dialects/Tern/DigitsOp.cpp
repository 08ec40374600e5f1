//===- DigitsOp.cpp - verifier and effects of tern.multiply_digits --------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

using namespace mlir;
using namespace tern;

void MultiplyDigitsOp::getEffects(Effects &effects) {
  addOverwritingEffects(*this, effects);
}

LogicalResult MultiplyDigitsOp::verify() {
  ShapedType codes = getShape(getCodes()), upper = getShape(getUpper()),
             out = getShape(getOut());
  for (ShapedType type : {codes, upper, out})
    if (!type.hasStaticShape())
      return emitOpError("must be of static sizes, got ") << type;
  int64_t rows = codes.getDimSize(0), tokens = upper.getDimSize(0);
  if (getShape(getScales()).getShape() != ArrayRef<int64_t>{rows})
    return emitOpError("must have a scale for each of ")
           << rows << " rows, got " << getScales().getType();
  if (upper.getDimSize(1) < codes.getDimSize(1) ||
      getShape(getLower()).getShape() != upper.getShape())
    return emitOpError("must have two digits for each of ")
           << codes.getDimSize(1) << " columns, got " << upper << " and "
           << getLower().getType();
  if (getShape(getSums()).getShape() != ArrayRef<int64_t>{tokens, 2} ||
      getShape(getSteps()).getShape() != ArrayRef<int64_t>{tokens, 1})
    return emitOpError("must have two sums and a step for each of ")
           << tokens << " tokens, got " << getSums().getType() << " and "
           << getSteps().getType();
  if (out.getShape() != ArrayRef<int64_t>{tokens, rows})
    return emitOpError("must write ")
           << tokens << " tokens of " << rows << " rows, got " << out;
  return success();
}
