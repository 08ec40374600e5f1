//===- Attention.cpp - the stage of causal attention ----------------------===//
//
// A tile is one head of one token. Positions come in blocks whose softmax is
// merged into a running one (Milakov and Gimelshein, arXiv:1805.02867): the
// order of additions depends on the number of positions alone.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

/// Positions of a block.
static constexpr int64_t kBlock = 16;

SmallVector<Value> StageLowering::lower(AttentionOp op) {
  auto cache = op.getKeys().getType();
  int64_t headDim = cache.getDimSize(2), heads = op.getHeads(),
          perGroup = heads / cache.getDimSize(0);
  int64_t tokens = op.getType().getDimSize(0),
          parts = llvm::divideCeilSigned(headDim, lanes);
  bool whole = headDim % lanes == 0;
  auto splitType =
      RankedTensorType::get({tokens, heads, headDim}, b.getF32Type());
  SmallVector<ReassociationIndices> reassociation{{0}, {1, 2}};
  Value query = tensor::ExpandShapeOp::create(b, loc, splitType, op.getQuery(),
                                              reassociation);
  auto scale = static_cast<float>(op.getScale().convertToDouble());
  float infinity = std::numeric_limits<float>::infinity();

  auto mul = [&](Value x, Value y) -> Value {
    return arith::MulFOp::create(b, loc, x, y);
  };
  auto exp = [&](Value x) -> Value { return math::ExpOp::create(b, loc, x); };
  auto sub = [&](Value x, Value y) -> Value {
    return arith::SubFOp::create(b, loc, x, y);
  };

  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], head = ivs[1], zero = constant(0);
    Value group = arith::DivUIOp::create(b, loc, head, constant(perGroup));
    Value length = add(add(op.getPosition(), token), constant(1));
    SmallVector<Value> offsets, q, carried;
    for (int64_t part = 0; part < parts; ++part) {
      offsets.push_back(constant(part * lanes));
      q.push_back(mul(read(query, {token, head, offsets.back()}, lanes, whole),
                      splat(scale, lanes)));
    }
    Value lane = arith::ConstantOp::create(
        b, loc,
        DenseElementsAttr::get(
            VectorType::get({kBlock}, b.getIndexType()),
            llvm::to_vector_of<Attribute>(
                llvm::map_range(llvm::seq<int64_t>(0, kBlock), [&](int64_t i) {
                  return b.getIndexAttr(i);
                }))));

    // Carried: the largest score, the sum of weights, the weighted values.
    carried = {arith::ConstantOp::create(b, loc, b.getF32FloatAttr(-infinity)),
               arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0))};
    carried.append(parts, splat(0, lanes));
    SmallVector<Value> sums = forLoop(
        zero, length, kBlock, carried, [&](Value block, ValueRange state) {
          Value left = arith::SubIOp::create(b, loc, length, block);
          Value count = arith::MinUIOp::create(b, loc, left, constant(kBlock));
          Value scores = forLoop(
              zero, count, 1, splat(-infinity, kBlock),
              [&](Value i, ValueRange partial) {
                Value position = add(block, i), dot = splat(0, lanes);
                for (int64_t part = 0; part < parts; ++part)
                  dot = arith::AddFOp::create(
                      b, loc, dot,
                      mul(q[part],
                          read(op.getKeys(), {group, position, offsets[part]},
                               lanes, whole)));
                Value here =
                    arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                          lane, broadcast(i, kBlock));
                Value all = broadcast(reduceAdd(dot), kBlock);
                return SmallVector<Value>{
                    arith::SelectOp::create(b, loc, here, all, partial[0])};
              })[0];

          Value largest =
              arith::MaxNumFOp::create(b, loc, state[0], reduceMax(scores));
          Value weights = exp(sub(scores, broadcast(largest, kBlock)));
          Value rescale = exp(sub(state[0], largest));
          Value sum = arith::AddFOp::create(b, loc, mul(state[1], rescale),
                                            reduceAdd(weights));
          SmallVector<Value> values;
          for (Value value : state.drop_front(2))
            values.push_back(mul(value, broadcast(rescale, lanes)));
          values =
              forLoop(zero, count, 1, values, [&](Value i, ValueRange partial) {
                Value position = add(block, i);
                Value weight = broadcast(
                    vector::ExtractOp::create(b, loc, weights, OpFoldResult(i)),
                    lanes);
                SmallVector<Value> next;
                for (int64_t part = 0; part < parts; ++part)
                  next.push_back(arith::AddFOp::create(
                      b, loc, partial[part],
                      mul(weight,
                          read(op.getValues(), {group, position, offsets[part]},
                               lanes, whole))));
                return next;
              });
          SmallVector<Value> next{largest, sum};
          llvm::append_range(next, values);
          return next;
        });

    OpFoldResult one = b.getIndexAttr(1);
    SmallVector<OpFoldResult> at{token, head, b.getIndexAttr(0)};
    Value out = row(outputs[0], at);
    Value divisor = broadcast(sums[1], lanes);
    for (int64_t part = 0; part < parts; ++part)
      out = write(arith::DivFOp::create(b, loc, sums[2 + part], divisor), out,
                  {zero, zero, offsets[part]}, whole);
    return SmallVector<Tile>{{out, at, {one, one, b.getIndexAttr(headDim)}}};
  };
  SmallVector<Value> result =
      forAll("attention",
             {OpFoldResult(getLive(op.getQuery())), b.getIndexAttr(heads)},
             {1, 1}, empty(splitType), body);
  Value flat = tensor::CollapseShapeOp::create(b, loc, op.getType(), result[0],
                                               reassociation);
  return {flat};
}
