//===- AttendOp.cpp - verifier and effects of tern.attend -----------------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern;

MutableOperandRange AttendOp::getDpsInitsMutable() {
  return {getOperation(), getValuesMutable().getOperandNumber(), 3};
}

void AttendOp::getEffects(Effects &effects) {
  addOverwritingEffects(*this, effects);
  if (getNextKey())
    for (OpOperand &cache : getCaches())
      effects.emplace_back(MemoryEffects::Write::get(), &cache);
}

MutableOperandRange AttendOp::getCaches() {
  return {getOperation(), getKeysMutable().getOperandNumber(),
          getKeyScales() ? 4U : 2U};
}

LogicalResult AttendOp::verify() {
  ShapedType query = getShape(getQuery()), keys = getShape(getKeys()),
             rows = getShape(getRows()), values = getShape(getValues());
  if (query.isDynamicDim(1) || query.isDynamicDim(2) || !keys.hasStaticShape())
    return emitOpError("must have static heads, features and keys, got ")
           << query << " and " << keys;
  bool words = keys.getRank() == 4;
  if (words && (!keys.getElementType().isInteger(8) || keys.getDimSize(3) != 4))
    return emitOpError("keys must be blocks, or of i8 blocks of words of four, "
                       "got ")
           << keys;
  if (rows.getRank() != (words ? 3 : 2) || (words && rows.getDimSize(2) != 4) ||
      rows.getElementType() != keys.getElementType())
    return emitOpError("rows must be [C, D], or [C/4, D, 4] where keys are "
                       "blocks of words, of the keys' type, got ")
           << rows << " and " << keys;
  int64_t heads = query.getDimSize(1), headDim = query.getDimSize(2);
  if (keys.getDimSize(1) * (words ? 4 : 1) != headDim ||
      rows.getDimSize(1) != headDim || values.getDimSize(1) != heads ||
      values.getDimSize(2) != headDim)
    return emitOpError("query, keys, rows and values must have the same heads "
                       "and features, got ")
           << query << ", " << keys << ", " << rows << " and " << values;
  if (kAttentionChunk % keys.getDimSize(2) != 0)
    return emitOpError("a chunk of ")
           << kAttentionChunk << " positions must be whole blocks, got "
           << keys.getDimSize(2);
  for (Value state : {getMaxima(), getSums()})
    if (!getShape(state).hasStaticShape() ||
        getShape(state).getDimSize(1) != heads)
      return emitOpError("maxima and sums must be static [T, ")
             << heads << "], got " << state.getType();
  if (static_cast<bool>(getKeyScales()) != static_cast<bool>(getRowScales()))
    return emitOpError("must have scales for keys and rows, or for neither");
  if (words && !getKeyScales())
    return emitOpError("must have scales for keys of i8");
  if (failed(verifyNextIsWhole(*this)))
    return failure();
  if (!getNextKey())
    return success();
  if (!hasPureBufferSemantics() || words || query.getDimSize(0) != 1)
    return emitOpError("with a next key must be of one token on buffers, keys "
                       "no blocks of words");
  for (Value next : {getNextKey(), getNextRow(), getTable()})
    if (getShape(next).getShape() != ArrayRef(headDim))
      return emitOpError("must have a next key, row and a table of ")
             << headDim << " numbers, got " << next.getType();
  return success();
}
