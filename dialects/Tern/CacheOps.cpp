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

/// A step is of one sequence, from a position on, or of several, each token at
/// a place of its own.
static LogicalResult verifyPlaces(Operation *op, Value position, Value places,
                                  RankedTensorType input) {
  if (static_cast<bool>(position) == static_cast<bool>(places))
    return op->emitOpError("needs a position or places, one of them");
  if (!places)
    return success();
  auto type = cast<RankedTensorType>(places.getType());
  if (type.getDimSize(0) == 2 && type.getDimSize(1) == input.getDimSize(0))
    return success();
  return op->emitOpError("places must be a sequence and a position of each ")
         << "token of " << input << ", got " << type;
}

LogicalResult RopeOp::verify() {
  int64_t headDim = getTable().getType().getDimSize(1);
  int64_t features = getInput().getType().getDimSize(1);
  if (headDim <= 0 || headDim % 2 != 0)
    return emitOpError("table's row length must be even and positive, got ")
           << headDim;
  if (features % headDim != 0)
    return emitOpError("number of features ")
           << features << " is not a multiple of the head dimension "
           << headDim;
  return verifyPlaces(*this, getPosition(), getPlaces(), getInput().getType());
}

/// Of one sequence, or the leading dimension says of how many.
static LogicalResult verifyCache(Operation *op, StringRef what,
                                 RankedTensorType cache, Value places) {
  int64_t rank = cache.getRank() - (places ? 1 : 0);
  if (cache.hasStaticShape() && rank >= 3 && rank <= 5 &&
      (rank < 5 || cache.getShape().back() == 4))
    return success();
  return op->emitOpError(what)
         << " must have a static shape [G, C, D], [G, C/P, D, P] or "
         << "[G, C/P, D/4, P, 4]"
         << (places ? " of each sequence, [S, ...]" : "") << ", got " << cache;
}

/// A cache of i8 has scales of at least its positions, another has none; all
/// caches are of as many sequences.
static LogicalResult verifyScales(Operation *op, StringRef what,
                                  RankedTensorType cache, Value scales,
                                  Value places) {
  bool isInteger = cache.getElementType().isInteger(8);
  if (isInteger != static_cast<bool>(scales))
    return op->emitOpError(isInteger ? "needs scales for "
                                     : "takes no scales for ")
           << what << " of " << cache.getElementType();
  if (!scales)
    return success();
  auto all = cast<RankedTensorType>(scales.getType()),
       type = getSequenceType(all, places);
  CacheShape shape(getSequenceType(cache, places));
  if (type.getRank() == 2 && type.getDimSize(0) == shape.groups &&
      type.getDimSize(1) >= shape.positions &&
      (!places || all.getDimSize(0) == cache.getDimSize(0)))
    return success();
  return op->emitOpError("scales of ")
         << what << " must be [G, C] with G = " << shape.groups
         << " and C at least " << shape.positions
         << (places ? " of each sequence" : "") << ", got " << all;
}

LogicalResult KVAppendOp::verify() {
  RankedTensorType cache = getCache().getType();
  if (failed(verifyPlaces(*this, getPosition(), getPlaces(),
                          getInput().getType())) ||
      failed(verifyCache(*this, "cache", cache, getPlaces())) ||
      failed(verifyScales(*this, "a cache", cache, getScales(), getPlaces())))
    return failure();
  if (static_cast<bool>(getScales()) != static_cast<bool>(getNewScales()) ||
      (getScales() && getScales().getType() != getNewScales().getType()))
    return emitOpError("must have new scales of the type of its scales");
  CacheShape shape(getSequenceType(cache, getPlaces()));
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
  Value places = getPlaces();
  if (failed(
          verifyPlaces(*this, getPosition(), places, getQuery().getType())) ||
      failed(verifyCache(*this, "keys", keys, places)) ||
      failed(verifyCache(*this, "values", values, places)) ||
      failed(verifyScales(*this, "keys", keys, getKeyScales(), places)) ||
      failed(verifyScales(*this, "values", values, getValueScales(), places)))
    return failure();
  if (places && keys.getDimSize(0) != values.getDimSize(0))
    return emitOpError("keys and values must be of as many sequences, got ")
           << keys << " and " << values;
  CacheShape key(getKeyType()), value(getValueType());
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
