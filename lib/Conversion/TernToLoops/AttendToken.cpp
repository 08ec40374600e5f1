//===- AttendToken.cpp - attention of one token as one operation ----------===//
//
// Where workgroups share the positions of a token, one stage rotates its query
// and its key, appends to the caches and attends.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace tern;

namespace {
/// What comes before an attention of one token.
struct Before {
  RopeOp query, key;
  KVAppendOp keys, rows;
};
} // namespace

/// The operation that makes a value for `user` alone, but for what is left of a
/// cache behind the step.
template <typename Op> static Op getOwn(Value value, Operation *user) {
  auto op = value.getDefiningOp<Op>();
  bool own = op && llvm::all_of(op->getUsers(), [&](Operation *other) {
               return other == user ||
                      isa<bufferization::MaterializeInDestinationOp>(other);
             });
  return own ? op : Op();
}

/// All of it, or nothing.
static std::optional<Before> getBefore(AttentionOp op) {
  Before before{getOwn<RopeOp>(op.getQuery(), op), RopeOp(),
                getOwn<KVAppendOp>(op.getKeys(), op),
                getOwn<KVAppendOp>(op.getValues(), op)};
  if (!before.query || !before.keys || !before.rows)
    return std::nullopt;
  before.key = getOwn<RopeOp>(before.keys.getInput(), before.keys);
  if (!before.key || before.key.getTable() != before.query.getTable() ||
      before.key.getTable().getType().getDimSize(1) != op.getHeadDim() ||
      before.keys.getNewScales() != op.getKeyScales() ||
      before.rows.getNewScales() != op.getValueScales())
    return std::nullopt;
  for (Value position : {before.query.getPosition(), before.key.getPosition(),
                         before.keys.getPosition(), before.rows.getPosition()})
    if (position != op.getPosition())
      return std::nullopt;
  return before;
}

void StageLowering::findAbsorbed() {
  for (auto op : entry.getOps<AttentionOp>()) {
    if (op.getPlaces() ||
        !attendsByThreads(target, op.getType().getDimSize(0), op.getHeadDim()))
      continue;
    if (std::optional<Before> before = getBefore(op))
      absorbed.insert_range(ArrayRef<Operation *>{before->query, before->key,
                                                  before->keys, before->rows});
  }
}

Value StageLowering::attendToken(AttentionOp op, RankedTensorType type) {
  std::optional<Before> before = getBefore(op);
  auto expand = [&](Value row, ArrayRef<int64_t> shape,
                    ReassociationIndices last) -> Value {
    return tensor::ExpandShapeOp::create(
        b, loc, RankedTensorType::get(shape, b.getF32Type()), row,
        ArrayRef<ReassociationIndices>{{0}, std::move(last)});
  };
  Value out = empty(type);
  SmallVector<Value> caches{op.getKeys(), op.getValues()};
  if (op.getKeyScales())
    caches.append({op.getKeyScales(), op.getValueScales()});
  Value query = expand(before ? before->query.getInput() : op.getQuery(),
                       type.getShape(), {1, 2, 3}),
        nextKey, nextRow, table;
  SmallVector<Type> results;
  SmallVector<Value> appended;
  if (before) {
    SmallVector<int64_t> shape{1, type.getDimSize(1), type.getDimSize(3)};
    nextKey = expand(before->key.getInput(), shape, {1, 2});
    nextRow = expand(before->rows.getInput(), shape, {1, 2});
    table = before->key.getTable();
    appended = caches;
    caches = {before->keys.getCache(), before->rows.getCache()};
    if (before->keys.getScales())
      caches.append({before->keys.getScales(), before->rows.getScales()});
    results = llvm::to_vector(ValueRange(caches).getTypes());
  }
  results.push_back(type);
  bool scaled = caches.size() > 2;
  auto attend = AttendTokenOp::create(
      b, loc, results, query, nextKey, nextRow, table, caches[0], caches[1],
      scaled ? caches[2] : Value(), scaled ? caches[3] : Value(), out,
      op.getPosition(), op.getScale());
  for (auto [old, value] :
       llvm::zip_equal(appended, attend.getResults().drop_back()))
    old.replaceUsesWithIf(value, [&](OpOperand &use) {
      return isa<bufferization::MaterializeInDestinationOp>(use.getOwner());
    });
  return attend.getResults().back();
}
