//===- Rows.cpp - stages that move or rotate rows -------------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace tern;

/// Features of a tile of an embedding: a row, or where a worker is a warp of a
/// GPU four vectors of it, if those divide it, so that one token has many
/// tiles.
int64_t StageLowering::getEmbeddingTile(int64_t features) const {
  int64_t part = 4 * lanes;
  return target.sharesColumns() && features % part == 0 ? part : features;
}

SmallVector<Value> StageLowering::lower(EmbeddingOp op) {
  int64_t features = op.getType().getDimSize(1),
          tile = getEmbeddingTile(features);
  bool whole = features % lanes == 0;
  return forAll(
      "embedding",
      {OpFoldResult(getLive(op.getIds())), b.getIndexAttr(features)}, {1, tile},
      empty(op.getType()), [&](ValueRange ivs, ValueRange outputs) {
        Value token = ivs[0], first = ivs[1], zero = constant(0);
        Value id = tensor::ExtractOp::create(b, loc, op.getIds(), token);
        id = arith::IndexCastOp::create(b, loc, b.getIndexType(), id);
        SmallVector<OpFoldResult> at{token, first},
            sizes{b.getIndexAttr(1), b.getIndexAttr(tile)},
            strides(2, b.getIndexAttr(1));
        Value out = tensor::ExtractSliceOp::create(b, loc, outputs[0], at,
                                                   sizes, strides);
        out = forLoop(
            zero, constant(tile), lanes, out, [&](Value k, ValueRange carried) {
              Value x =
                  readWide(op.getTable(), {id, add(first, k)}, lanes, whole);
              return SmallVector<Value>{write(x, carried[0], {zero, k}, whole)};
            })[0];
        return SmallVector<Tile>{{out, at, sizes}};
      });
}

/// Rows [first, first + live) of `input`, moved to the front.
Value StageLowering::moveRows(StringRef name, Value input, Value first,
                              Value live) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t features = type.getDimSize(1);
  bool whole = features % lanes == 0;
  return forAll(name, {OpFoldResult(live)}, {1}, empty(type),
                [&](ValueRange ivs, ValueRange outputs) {
                  Value token = ivs[0], zero = constant(0),
                        source = add(token, first);
                  Value out = row(outputs[0], {token, b.getIndexAttr(0)});
                  out = forLoop(zero, constant(features), lanes, out,
                                [&](Value k, ValueRange carried) {
                                  Value x =
                                      read(input, {source, k}, lanes, whole);
                                  return SmallVector<Value>{
                                      write(x, carried[0], {zero, k}, whole)};
                                })[0];
                  return SmallVector<Tile>{
                      {out,
                       {token, b.getIndexAttr(0)},
                       {b.getIndexAttr(1), b.getIndexAttr(features)}}};
                })[0];
}

SmallVector<Value> StageLowering::lower(TailOp op) {
  if (op.getType().getDimSize(0) == 1) // One token: nothing can come before it.
    return {op.getInput()};
  Value live =
      arith::SubIOp::create(b, loc, getLive(op.getInput()), op.getFirst());
  Value result = moveRows("tail", op.getInput(), op.getFirst(), live);
  liveRows[result] = live;
  return {result};
}

/// The buffer of the logits has the live rows alone. A stage that computes them
/// row by row writes there itself; what it does not fit, or what is a part of
/// something else, is copied.
void StageLowering::copyToLogits() {
  for (auto op : llvm::make_early_inc_range(
           entry.getOps<bufferization::MaterializeInDestinationOp>())) {
    Value logits = op.getSource();
    bool byRow = isa_and_nonnull<scf::ForallOp>(logits.getDefiningOp()) &&
                 logits.hasOneUse();
    if (op.getDest() != entry.getArgument(kLogitsArg) || byRow)
      continue;
    b.setInsertionPoint(op);
    loc = op.getLoc();
    op.getSourceMutable().assign(
        moveRows("logits", logits, constant(0), getLive(logits)));
  }
}

SmallVector<Value> StageLowering::lower(ColumnsOp op) {
  auto type = op.getType();
  OpFoldResult one = b.getIndexAttr(1);
  return {tensor::ExtractSliceOp::create(
      b, loc, type, op.getInput(),
      ArrayRef<OpFoldResult>{
          b.getIndexAttr(0),
          b.getIndexAttr(static_cast<int64_t>(op.getOffset()))},
      ArrayRef<OpFoldResult>{b.getIndexAttr(type.getDimSize(0)),
                             b.getIndexAttr(type.getDimSize(1))},
      ArrayRef<OpFoldResult>{one, one})};
}

namespace {
/// A rope's sizes; halves of a head become a dimension, so that a vector never
/// crosses from one to the other.
struct RopeSizes {
  explicit RopeSizes(RopeOp op)
      : tokens(op.getType().getDimSize(0)),
        half(op.getTable().getType().getDimSize(1) / 2),
        heads(op.getType().getDimSize(1) / (2 * half)) {}

  int64_t tokens, half, heads;
};
} // namespace

Value StageLowering::readPlace(Value places, int64_t row, Value token) {
  Value value = tensor::ExtractOp::create(b, loc, places,
                                          ValueRange{constant(row), token});
  return arith::IndexCastOp::create(b, loc, b.getIndexType(), value);
}

Value StageLowering::positionOf(Value position, Value places, Value token) {
  return places ? readPlace(places, 1, token) : add(position, token);
}

Value StageLowering::rotateHeads(RopeOp op, Value token, Value head,
                                 int64_t count, Value output) {
  RopeSizes s(op);
  bool whole = s.half % lanes == 0;
  auto split = [&](Value value, ArrayRef<int64_t> shape,
                   ArrayRef<ReassociationIndices> reassociation) -> Value {
    Type element = cast<ShapedType>(value.getType()).getElementType();
    return tensor::ExpandShapeOp::create(
        b, loc, RankedTensorType::get(shape, element), value, reassociation);
  };
  Value input =
      split(op.getInput(), {s.tokens, s.heads, 2, s.half}, {{0}, {1, 2, 3}});
  Value table =
      split(op.getTable(), {op.getTable().getType().getDimSize(0), 2, s.half},
            {{0}, {1, 2}});
  Value zero = constant(0), first = constant(1);
  Value position = positionOf(op.getPosition(), op.getPlaces(), token);
  return forLoop(
      zero, constant(s.half), lanes, output, [&](Value i, ValueRange carried) {
        // All heads are read before one is written.
        SmallVector<std::pair<Value, Value>> halves;
        for (int64_t h = 0; h < count; ++h) {
          Value own = offset(head, h);
          halves.emplace_back(
              read(input, {token, own, zero, i}, lanes, whole),
              read(input, {token, own, first, i}, lanes, whole));
        }
        Value cosine = read(table, {position, zero, i}, lanes, whole);
        Value sine = read(table, {position, first, i}, lanes, whole);
        auto mul = [&](Value x, Value y) {
          return arith::MulFOp::create(b, loc, x, y);
        };
        Value out = carried[0];
        for (auto [h, half] : llvm::enumerate(halves)) {
          auto [x0, x1] = half;
          Value y0 =
              arith::SubFOp::create(b, loc, mul(x0, cosine), mul(x1, sine));
          Value y1 =
              arith::AddFOp::create(b, loc, mul(x1, cosine), mul(x0, sine));
          Value at = constant(static_cast<int64_t>(h));
          out = write(y0, out, {zero, at, zero, i}, whole);
          out = write(y1, out, {zero, at, first, i}, whole);
        }
        return SmallVector<Value>{out};
      })[0];
}

/// Heads of a tile, at most.
static constexpr int64_t kMostRopeHeads = 4;

/// Heads of a tile. A GPU's worker waits for each tile's reads, so of many
/// tokens it has several heads at once.
int64_t StageLowering::getRopeTile(int64_t tokens, int64_t heads) const {
  int64_t most = target.sharesColumns() && tokens != 1 ? kMostRopeHeads : 1;
  while (heads % most != 0)
    --most;
  return most;
}

SmallVector<Value> StageLowering::lower(RopeOp op) {
  RopeSizes s(op);
  Value output = empty(
      RankedTensorType::get({s.tokens, s.heads, 2, s.half}, b.getF32Type()));
  OpFoldResult one = b.getIndexAttr(1), zero = b.getIndexAttr(0);
  int64_t tile = getRopeTile(s.tokens, s.heads);
  SmallVector<Value> result = forAll(
      "rope", {OpFoldResult(getLive(op.getInput())), b.getIndexAttr(s.heads)},
      {1, tile}, output, [&](ValueRange ivs, ValueRange outputs) {
        SmallVector<OpFoldResult> offsets{ivs[0], ivs[1], zero, zero},
            sizes{one, b.getIndexAttr(tile), b.getIndexAttr(2),
                  b.getIndexAttr(s.half)};
        Value out =
            tensor::ExtractSliceOp::create(b, loc, outputs[0], offsets, sizes,
                                           SmallVector<OpFoldResult>(4, one));
        return SmallVector<Tile>{
            {rotateHeads(op, ivs[0], ivs[1], tile, out), offsets, sizes}};
      });
  Value flat = tensor::CollapseShapeOp::create(
      b, loc, op.getType(), result[0],
      ArrayRef<ReassociationIndices>{{0}, {1, 2, 3}});
  return {flat};
}
