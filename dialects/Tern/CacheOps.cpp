//===- CacheOps.cpp - verifiers of what reads and writes caches -----------===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// The sizes that a cache's type tells, of rows, of transposed blocks or of
/// blocks of words.
struct CacheShape {
  explicit CacheShape(RankedTensorType type)
      : groups(type.getDimSize(0)),
        block(type.getRank() < 4 ? 1 : type.getDimSize(3)),
        words(type.getRank() == 5), positions(type.getDimSize(1) * block),
        headDim(type.getDimSize(2) * (words ? type.getDimSize(4) : 1)) {}

  int64_t groups, block;
  bool words;
  int64_t positions, headDim;
};
} // namespace

static LogicalResult verifyCache(Operation *op, StringRef what,
                                 RankedTensorType cache) {
  if (cache.hasStaticShape() &&
      (cache.getRank() < 5 || cache.getDimSize(4) == 4))
    return success();
  return op->emitOpError(what)
         << " must have a static shape [G, C, D], [G, C/P, D, P] or "
         << "[G, C/P, D/4, P, 4], got " << cache;
}

/// A cache of i8 has scales of at least its positions, another has none.
static LogicalResult verifyScales(Operation *op, StringRef what,
                                  RankedTensorType cache, Value scales) {
  bool isInteger = cache.getElementType().isInteger(8);
  if (isInteger != static_cast<bool>(scales))
    return op->emitOpError(isInteger ? "needs scales for "
                                     : "takes no scales for ")
           << what << " of " << cache.getElementType();
  if (!scales)
    return success();
  auto type = cast<RankedTensorType>(scales.getType());
  CacheShape shape(cache);
  if (type.getDimSize(0) == shape.groups &&
      type.getDimSize(1) >= shape.positions)
    return success();
  return op->emitOpError("scales of ")
         << what << " must be [G, C] with G = " << shape.groups
         << " and C at least " << shape.positions << ", got " << type;
}

LogicalResult KVAppendOp::verify() {
  RankedTensorType cache = getCache().getType();
  if (failed(verifyCache(*this, "cache", cache)) ||
      failed(verifyScales(*this, "a cache", cache, getScales())))
    return failure();
  if (static_cast<bool>(getScales()) != static_cast<bool>(getNewScales()) ||
      (getScales() && getScales().getType() != getNewScales().getType()))
    return emitOpError("must have new scales of the type of its scales");
  CacheShape shape(cache);
  int64_t features = getInput().getType().getDimSize(1);
  if (ShapedType::isDynamic(features) ||
      features == shape.groups * shape.headDim)
    return success();
  return emitOpError("number of features is ")
         << features << ", but the cache's G * D is "
         << shape.groups * shape.headDim;
}

LogicalResult AttentionOp::verify() {
  RankedTensorType keys = getKeys().getType(), values = getValues().getType();
  if (failed(verifyCache(*this, "keys", keys)) ||
      failed(verifyCache(*this, "values", values)) ||
      failed(verifyScales(*this, "keys", keys, getKeyScales())) ||
      failed(verifyScales(*this, "values", values, getValueScales())))
    return failure();
  CacheShape key(keys), value(values);
  if (value.block != (key.words ? 4 : 1) || value.words)
    return emitOpError(key.words ? "values must be blocks [G, C/4, D, 4] as "
                                   "keys are blocks of words, got "
                                 : "values must be rows [G, C, D], got ")
           << values;
  if (key.groups != value.groups || key.headDim != value.headDim ||
      key.positions < value.positions)
    return emitOpError("keys must have the values' groups and features and at "
                       "least their positions, got ")
           << keys << " and " << values;
  int64_t features = getQuery().getType().getDimSize(1),
          perGroup = value.groups * value.headDim;
  if (perGroup == 0 || features % perGroup != 0)
    return emitOpError("number of query features ")
           << features
           << " is not a multiple of the caches' G * D = " << perGroup;
  return success();
}
