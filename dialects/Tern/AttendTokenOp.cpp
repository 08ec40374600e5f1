//===- AttendTokenOp.cpp - attention of one token, and its parts ----------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern;

MutableOperandRange AttendTokenOp::getDpsInitsMutable() {
  unsigned out = getOutMutable().getOperandNumber(),
           first = getNextKey() ? getKeysMutable().getOperandNumber() : out;
  return {getOperation(), first, out - first + 1};
}

void AttendTokenOp::getEffects(Effects &effects) {
  addOverwritingEffects(*this, effects);
  if (hasPureTensorSemantics())
    return;
  for (OpOperand &out : getDpsInitsMutable())
    if (&out != &getOutMutable())
      effects.emplace_back(MemoryEffects::Read::get(), &out);
}

LogicalResult AttendTokenOp::verify() {
  ShapedType query = getShape(getQuery()), keys = getShape(getKeys()),
             rows = getShape(getRows());
  if (!query.hasStaticShape() || query.getDimSize(0) != 1 ||
      getShape(getOut()).getShape() != query.getShape())
    return emitOpError("must have a token's query [1, G, P, D] of static size "
                       "and a result of its shape, got ")
           << query << " and " << getOut().getType();
  int64_t groups = query.getDimSize(1), headDim = query.getDimSize(3);
  if (!keys.hasStaticShape() || !rows.hasStaticShape() ||
      keys.getElementType() != rows.getElementType() ||
      keys.getDimSize(0) != groups || rows.getDimSize(0) != groups ||
      keys.getDimSize(2) != headDim || rows.getDimSize(2) != headDim)
    return emitOpError("must have keys [G, C/B, D, B] and rows [G, C, D] of "
                       "one type, got ")
           << keys << " and " << rows << " for a query " << query;
  if (static_cast<bool>(getKeyScales()) != static_cast<bool>(getRowScales()) ||
      static_cast<bool>(getKeyScales()) != keys.getElementType().isInteger())
    return emitOpError("must have scales of keys and rows if these are of i8");
  if (failed(verifyNextIsWhole(*this)))
    return failure();
  if (!getNextKey())
    return success();
  for (Value next : {getNextKey(), getNextRow()})
    if (getShape(next).getShape() != ArrayRef<int64_t>{1, groups, headDim})
      return emitOpError("must have a next key and row [1, G, D], got ")
             << next.getType();
  if (getShape(getTable()).getDimSize(1) != headDim)
    return emitOpError("must have a table [C, D], got ")
           << getTable().getType();
  return success();
}

void MergeChunksOp::getEffects(Effects &effects) {
  for (OpOperand *read : {&getValuesMutable(), &getMaximaMutable(),
                          &getSumsMutable(), &getCountersMutable()})
    effects.emplace_back(MemoryEffects::Read::get(), read);
  for (OpOperand *written : {&getCountersMutable(), &getOutMutable()})
    effects.emplace_back(MemoryEffects::Write::get(), written);
}

LogicalResult MergeChunksOp::verify() {
  ShapedType values = getShape(getValues()), out = getShape(getOut());
  if (!values.hasStaticShape() || !out.hasStaticShape() ||
      out.getDimSize(0) != 1 ||
      out.getShape().drop_front() != values.getShape().drop_front())
    return emitOpError("must make [1, P, D] of static values [C, P, D], got ")
           << out << " and " << values;
  for (Value state : {getMaxima(), getSums()})
    if (getShape(state).getShape() != values.getShape().drop_back())
      return emitOpError("must have maxima and sums [C, P], got ")
             << state.getType();
  return success();
}
