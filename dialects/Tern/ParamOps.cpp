//===- ParamOps.cpp - verifiers of parameters -----------------------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern;

llvm::SmallVector<llvm::StringRef> ParamOp::getSourceNames() {
  if (std::optional<ArrayAttr> sources = getSources())
    return llvm::map_to_vector(sources->getAsValueRange<StringAttr>(),
                               [](StringRef name) { return name; });
  return {getSymName()};
}

LogicalResult ParamOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type)
    return emitOpError("must have a ranked tensor type, got ") << getType();
  if (getSources() && getValue())
    return emitOpError("cannot have both 'from' and 'value'");
  if (getSources() && getSources()->empty())
    return emitOpError("needs at least one tensor in 'from'");
  if (std::optional<ArrayRef<int64_t>> repeat = getRepeat()) {
    if (!getSources() || repeat->size() != getSources()->size())
      return emitOpError("needs one 'repeat' for each tensor in 'from', got ")
             << repeat->size() << " for "
             << (getSources() ? getSources()->size() : 0);
    int64_t rows = 0;
    for (int64_t count : *repeat) {
      if (count <= 0)
        return emitOpError("'repeat' must be positive, got ") << count;
      rows += count;
    }
    if (type.getRank() != 1 || type.getDimSize(0) != rows)
      return emitOpError("'repeat' adds up to ")
             << rows << " values, but the type is " << type;
  }
  if (auto table = dyn_cast_or_null<RopeTableAttr>(getValueAttr());
      table && (type.getRank() != 2 || type.getDimSize(1) % 2 != 0 ||
                !type.getElementType().isF32()))
    return emitOpError(
               "a rotary table is a [C, D] tensor of f32 with even D, got ")
           << type;
  else if (table && table.getFactors() &&
           table.getFactors().size() != type.getDimSize(1) / 2)
    return emitOpError("needs ")
           << type.getDimSize(1) / 2 << " factors, one for each frequency, got "
           << table.getFactors().size();
  if (auto part = dyn_cast_or_null<HeadPartAttr>(getValueAttr());
      part && part.getPartType() != type)
    return emitOpError("holds ")
           << stringifyHeadPart(part.getPart()) << ", expected the type "
           << part.getPartType() << ", got " << type;
  return success();
}

LogicalResult UseOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto param = symbols.lookupNearestSymbolFrom<ParamOp>(*this, getParamAttr());
  if (!param)
    return emitOpError("uses '")
           << getParam() << "', which is not a tern.param of this module";
  if (param.getLayout())
    return success(); // The layout's own dialect knows the packed shape.
  if (param.getType() != getType())
    return emitOpError("has type ") << getType() << ", but parameter '"
                                    << getParam() << "' is " << param.getType();
  return success();
}
