//===- Int8Tiles.cpp - a dense layer of codes in tiles of rows ------------===//
//
//   head_digits  activations as two digits, those of some tokens side by side
//   int8_linear  codes times digits, rows in the lanes
//
// Every code is read once for all tokens of a tile, as one stream, and no sum
// goes over lanes: with K in them, sums of whole rows of eight tokens would
// either fill the registers or read each row twice. Digits are one stream too.
//
// Codes are w + 128, unsigned as `trit.dot` has them, and 128 times the digits'
// sum is subtracted.
//
//===----------------------------------------------------------------------===//
#include "Digits.h"

#include <numeric>

using namespace mlir;
using namespace tern;

/// Sums that do not wait for each other, at least.
static constexpr int64_t kLeastSums = 8;
/// Digits of a token in a step: upper and lower of four columns.
static constexpr int64_t kStepDigits = 2 * kHeadTileColumns;

/// Digits as they are multiplied: `[T/W, ceil(K/4), 8*W]`, of each step those
/// of W tokens, upper before lower.
struct StageLowering::DigitTiles {
  Value digits, steps, sums; ///< the last two as in `Digits`
  int64_t tokens;            ///< of a tile
};

/// Of each step four digits, and then as many others: [u0 l0 u1 l1 ...].
static Value interleaveDigits(OpBuilder &b, Location loc, Value upper,
                              Value lower) {
  int64_t lanes = cast<VectorType>(upper.getType()).getDimSize(0);
  SmallVector<int64_t> places;
  for (int64_t i = 0; i < lanes; i += kHeadTileColumns)
    for (int64_t first : {i, lanes + i})
      for (int64_t j = 0; j < kHeadTileColumns; ++j)
        places.push_back(first + j);
  return vector::ShuffleOp::create(b, loc, upper, lower, places);
}

StageLowering::DigitTiles StageLowering::formDigitTiles(Value input,
                                                        int64_t tokens) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t capacity = type.getDimSize(0), features = type.getDimSize(1),
          padded = static_cast<int64_t>(llvm::alignTo(features, lanes)),
          inVector = lanes / kHeadTileColumns;
  auto bytes = VectorType::get({lanes}, b.getI8Type());
  Value none = arith::ConstantOp::create(
      b, loc, b.getZeroAttr(VectorType::get({lanes}, b.getI32Type())));
  OpFoldResult one = b.getIndexAttr(1), first = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], zero = constant(0), size = constant(tokens);
    auto [step, inverse] = findStep(input, token);
    Value place = arith::MulIOp::create(
        b, loc, arith::RemUIOp::create(b, loc, token, size),
        constant(kStepDigits));
    SmallVector<OpFoldResult> offsets{
        arith::DivUIOp::create(b, loc, token, size).getResult(), first, place};
    SmallVector<OpFoldResult> sizes{one,
                                    b.getIndexAttr(padded / kHeadTileColumns),
                                    b.getIndexAttr(kStepDigits)};
    Value out = tensor::ExtractSliceOp::create(
        b, loc, outputs[0], offsets, sizes, SmallVector<OpFoldResult>(3, one));
    SmallVector<Value> done = forLoop(
        zero, constant(padded), lanes, {out, none, none},
        [&, inverse = inverse](Value k, ValueRange carried) {
          Value x = read(input, {token, k}, lanes, padded == features);
          auto [upper, lower] = splitDigits(roundToDigits(x, inverse));
          Value mixed = interleaveDigits(
              b, loc, arith::TruncIOp::create(b, loc, bytes, upper),
              arith::TruncIOp::create(b, loc, bytes, lower));
          Value at = arith::DivUIOp::create(b, loc, k,
                                            constant(kHeadTileColumns)),
                written = carried[0];
          for (int64_t i = 0; i < inVector; ++i)
            written =
                write(vector::ExtractStridedSliceOp::create(
                          b, loc, mixed, ArrayRef<int64_t>{i * kStepDigits},
                          ArrayRef<int64_t>{kStepDigits}, ArrayRef<int64_t>{1}),
                      written, {zero, offset(at, i), zero}, true);
          return SmallVector<Value>{written, add(carried[1], upper),
                                    add(carried[2], lower)};
        });
    Value steps = putNumber(step, 0, row(outputs[1], {token, first})),
          sums =
              putNumber(reduceAdd(done[1]), 0, row(outputs[2], {token, first}));
    sums = putNumber(reduceAdd(done[2]), 1, sums);
    return SmallVector<Tile>{{done[0], offsets, sizes},
                             {steps, {token, first}, {one, one}},
                             {sums, {token, first}, {one, b.getIndexAttr(2)}}};
  };
  SmallVector<Value> made =
      forAll("head_digits", {OpFoldResult(getLive(input))}, {1},
             {empty(RankedTensorType::get(
                  {llvm::divideCeilSigned(capacity, tokens),
                   padded / kHeadTileColumns, kStepDigits * tokens},
                  b.getI8Type())),
              empty(RankedTensorType::get({capacity, 1}, b.getF32Type())),
              empty(RankedTensorType::get({capacity, 2}, b.getI32Type()))},
             body);
  return {made[0], made[1], made[2], tokens};
}

/// Of each token the sums of products with upper digits and with lower ones, a
/// row in each lane. `ahead` prefetches what comes next.
SmallVector<Value> StageLowering::dotTile(Value weight,
                                          const DigitTiles &digits,
                                          Value tokenTile, int64_t tokens,
                                          Value tile, bool ahead) {
  int64_t steps = cast<ShapedType>(weight.getType()).getDimSize(1),
          width = kHeadTileColumns * lanes;
  auto count = static_cast<size_t>(2 * tokens);
  auto chains = llvm::divideCeilSigned(kLeastSums, static_cast<int64_t>(count));
  // Digits of which only some are used leave the first-level cache no room.
  int level = tokens < digits.tokens ? 2 : 1;
  VectorType sumType = integers();
  Value zero = constant(0);
  auto addStep = [&](Value step, MutableArrayRef<Value> sums) {
    Value code = read(weight, {tile, step, zero}, width, true);
    for (auto [i, sum] : llvm::enumerate(sums)) {
      Value four = read(digits.digits,
                        {tokenTile, step,
                         constant(static_cast<int64_t>(i) * kHeadTileColumns)},
                        kHeadTileColumns, true);
      sum = trit::DotOp::create(b, loc, sumType, sum, ValueRange{code},
                                ValueRange{spreadWord(b, loc, four, lanes)});
    }
  };
  auto addSteps = [&](int64_t first, int64_t end, int64_t together,
                      ValueRange start) {
    return forLoop(
        constant(first), constant(end), together, start,
        [&](Value step, ValueRange carried) {
          auto next = llvm::to_vector(carried);
          for (int64_t i = 0; i < together; ++i) {
            if (ahead)
              prefetch(weight,
                       {tile, step,
                        constant(i * width + schedule.linear.prefetchBytes)},
                       level);
            addStep(offset(step, i),
                    MutableArrayRef(next).slice(i * count, count));
          }
          return next;
        });
  };
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(sumType));
  int64_t whole = steps - steps % chains;
  SmallVector<Value> sums =
      addSteps(0, whole, chains, SmallVector<Value>(chains * count, none));
  for (size_t i = count; i < sums.size(); ++i)
    sums[i % count] = add(sums[i % count], sums[i]);
  sums.truncate(count);
  return whole == steps ? sums : addSteps(whole, steps, 1, sums);
}

/// A token's results for a tile's rows.
Value StageLowering::joinTile(const DigitTiles &digits, Value token,
                              Value scales, Value upper, Value lower) {
  auto sumType = cast<VectorType>(upper.getType());
  Value ofOne =
      arith::ConstantOp::create(b, loc, DenseElementsAttr::get(sumType, 128));
  auto signedSum = [&](Value sum, int64_t digit) -> Value {
    Value ofToken = vector::BroadcastOp::create(
        b, loc, sumType,
        tensor::ExtractOp::create(b, loc, digits.sums,
                                  ValueRange{token, constant(digit)}));
    return arith::SubIOp::create(b, loc, sum,
                                 arith::MulIOp::create(b, loc, ofToken, ofOne));
  };
  Value step = vector::BroadcastOp::create(
      b, loc, scales.getType(),
      tensor::ExtractOp::create(b, loc, digits.steps,
                                ValueRange{token, constant(0)}));
  return joinSums(signedSum(upper, 0), signedSum(lower, 1),
                  arith::MulFOp::create(b, loc, scales, step));
}

SmallVector<Value> StageLowering::tiledCodeStage(Int8LinearOp op) {
  RankedTensorType type = op.getType();
  int64_t rows = type.getDimSize(1);
  if (target.getDot() != "vnni" ||
      op.getWeight().getType().getDimSize(2) != kHeadTileColumns * lanes)
    return {}; // Tiles of another target.
  auto tileRows =
      static_cast<int64_t>(llvm::alignTo(schedule.linear.tileRows, lanes));
  DenseTiles tiles{tileRows, lanes,
                   std::min(type.getDimSize(0), schedule.linear.tokens)};
  while (tiles.rows > lanes && (rows % tiles.rows != 0 || rows <= tiles.rows))
    tiles.rows -= lanes;
  // Two sums of each token are registers. Tiles of tokens begin where one of
  // digits does, unless workers share tokens.
  int64_t together = 1;
  if (rows > lanes)
    together = std::gcd(getTokenStep(tiles.tokens),
                        std::max<int64_t>(1, schedule.linear.accumulators / 2));
  DigitTiles digits = formDigitTiles(op.getInput(), together);
  auto computeTile = [&](ArrayRef<Value> tokens, Value firstRow, Value out,
                         Value at) {
    auto writeRows = [&](Value first, Value out) {
      Value row = add(firstRow, first),
            tile = arith::DivUIOp::create(b, loc, row, constant(lanes));
      Value tokenTile =
          arith::DivUIOp::create(b, loc, tokens[0], constant(together));
      for (int64_t t = 0; t < std::ssize(tokens); t += together) {
        ArrayRef<Value> some = tokens.drop_front(t).take_front(together);
        SmallVector<Value> sums =
            dotTile(op.getWeight(), digits, offset(tokenTile, t / together),
                    std::ssize(some), tile,
                    /*ahead=*/t == 0 && schedule.linear.prefetchBytes > 0);
        Value scales = read(op.getScales(), row, lanes, true);
        for (auto [i, token] : llvm::enumerate(some)) {
          Value results =
              joinTile(digits, token, scales, sums[2 * i], sums[2 * i + 1]);
          out = write(results, out,
                      {offset(at, t + static_cast<int64_t>(i)), first}, true);
        }
      }
      return out;
    };
    return forLoop(constant(0), constant(tiles.rows), lanes, out,
                   [&](Value first, ValueRange carried) {
                     return SmallVector<Value>{writeRows(first, carried[0])};
                   })[0];
  };
  return denseStage("int8_linear", tiles, type, getLive(op.getInput()),
                    /*anyRest=*/true, computeTile);
}
