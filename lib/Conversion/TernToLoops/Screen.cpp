//===- Screen.cpp - the stages of a screened head -------------------------===//
//
// docs/head.md has the bounds and their proof; its names are used here. Bounds
// are computed in f64, where what is added for rounding is far above what is
// rounded, and estimates stay in the buffer of the logits:
//
//   head_digits     x as 16-bit numbers, as two digits of 8 bits; its norms
//   head_screen     estimates from the upper four bits of all codes
//   head_threshold  what the `top` largest logits are at least
//   head_refine     estimates from all bits, of rows that may be above it
//   head_threshold
//   head_rescore    logits as tern.linear has them, of rows that still may be
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>
#include <numeric>

using namespace mlir;
using namespace tern;

/// Largest magnitude of a 16-bit activation: its upper digit is 127 at most.
static constexpr float kLargestDigits = 127 * 256;
/// Bytes ahead that codes of one token are prefetched.
static constexpr int64_t kPrefetchedBytes = 4096;
/// Neighbouring rows are often alike probable: tiles are dealt out to workers
/// from as many parts of the vocabulary.
static constexpr int64_t kMostParts = 64;

namespace {
/// Arithmetic on numbers, which are f64 unless said.
struct Numbers {
  OpBuilder &b;
  Location loc;

  Value number(double value) {
    return arith::ConstantOp::create(b, loc, b.getF64FloatAttr(value));
  }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value mul(Value x, double y) { return mul(x, number(y)); }
  Value widen(Value x) {
    return arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  }
  Value narrow(Value x) {
    return arith::TruncFOp::create(b, loc, b.getF32Type(), x);
  }
  Value element(Value vector, int64_t index) {
    return vector::ExtractOp::create(b, loc, vector, ArrayRef<int64_t>{index});
  }
  Value negativeInfinity() {
    return arith::ConstantOp::create(
        b, loc, b.getF32FloatAttr(-std::numeric_limits<float>::infinity()));
  }
  Value maximum(Value x, Value y) {
    return arith::MaxNumFOp::create(b, loc, x, y);
  }
};
} // namespace

/// What the stages share.
struct StageLowering::Screen {
  mutable ScreenedLinearOp op; ///< whose accessors are not const
  int64_t rows, columns, tile;
  /// Digits `[T, 2 * row bytes]` of i8, and `[T, 4]` of f64: the step of the
  /// digits, ||x||, the norm of what they leave of x, and their sum.
  Value upper = {}, lower = {}, facts = {};

  int64_t rowBytes() const { return getScreenBytes(columns); }
  int64_t tiles() const { return rows / tile; }
};

/// A row's step s, its bounds, and what a token has to do with it.
struct StageLowering::ScreenedRow {
  Value scale, sum; ///< s times the digits' step; the digits' sum
  Value off4, off8; ///< how far estimates of 4 and of 8 bits are off, at most
};

void StageLowering::formDigits(Screen &screen) {
  Value input = screen.op.getInput();
  int64_t padded = 2 * screen.rowBytes(), features = screen.columns;
  auto tokens = cast<RankedTensorType>(input.getType()).getDimSize(0);
  auto digits = RankedTensorType::get({tokens, padded}, b.getI8Type()),
       facts = RankedTensorType::get({tokens, 4}, b.getF64Type());
  auto wideType = VectorType::get({lanes}, b.getF64Type()),
       integers = VectorType::get({lanes}, b.getI32Type()),
       bytes = VectorType::get({lanes}, b.getI8Type());
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Numbers n{b, loc};
    Value token = ivs[0], zero = constant(0);
    bool whole = features % lanes == 0;
    Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(wideType));
    auto widen = [&](Value x) -> Value {
      return arith::ExtFOp::create(b, loc, wideType, x);
    };
    auto addSquare = [&](Value sum, Value x) {
      return n.add(sum, n.mul(x, x));
    };
    SmallVector<Value> found =
        forLoop(zero, constant(features), lanes, {splat(0, lanes), none},
                [&](Value k, ValueRange carried) {
                  Value x = read(input, {token, k}, lanes, whole);
                  return SmallVector<Value>{
                      n.maximum(carried[0], math::AbsFOp::create(b, loc, x)),
                      addSquare(carried[1], widen(x))};
                });
    Value largest = reduceMax(found[0]);
    Value most =
        arith::ConstantOp::create(b, loc, b.getF32FloatAttr(kLargestDigits));
    Value step = arith::DivFOp::create(b, loc, largest, most),
          inverse =
              broadcast(arith::DivFOp::create(b, loc, most, largest), lanes);
    Value steps = widen(broadcast(step, lanes));
    auto integer = [&](int32_t value) -> Value {
      return arith::ConstantOp::create(b, loc,
                                       DenseElementsAttr::get(integers, value));
    };
    auto at = [&](Value output) {
      return row(output, {token, b.getIndexAttr(0)});
    };
    SmallVector<Value> done = forLoop(
        zero, constant(padded), lanes,
        {at(outputs[0]), at(outputs[1]), none, none},
        [&](Value k, ValueRange carried) {
          Value x = read(input, {token, k}, lanes, padded == features);
          Value rounded = math::RoundEvenOp::create(b, loc, n.mul(x, inverse));
          // Whatever x and the inverse are, these are integers in range.
          rounded = n.maximum(rounded, splat(-kLargestDigits, lanes));
          rounded = arith::MinNumFOp::create(b, loc, rounded,
                                             splat(kLargestDigits, lanes));
          Value isZero = arith::CmpFOp::create(
              b, loc, arith::CmpFPredicate::OEQ, x, splat(0, lanes));
          rounded =
              arith::SelectOp::create(b, loc, isZero, splat(0, lanes), rounded);
          Value code = arith::FPToSIOp::create(b, loc, integers, rounded);
          Value upper = arith::ShRSIOp::create(b, loc, add(code, integer(128)),
                                               integer(8));
          Value lower = arith::SubIOp::create(
              b, loc, code, arith::ShLIOp::create(b, loc, upper, integer(8)));
          auto store = [&](Value digit, Value out) {
            return write(arith::TruncIOp::create(b, loc, bytes, digit), out,
                         {zero, k}, true);
          };
          Value wideCode = widen(rounded);
          Value left = n.sub(widen(x), n.mul(steps, wideCode));
          return SmallVector<Value>{
              store(upper, carried[0]), store(lower, carried[1]),
              addSquare(carried[2], left), n.add(carried[3], wideCode)};
        });
    // A sum of fewer than 2^16 squares is off by less than 2^-36 of itself.
    auto normAbove = [&](Value squares) {
      Value norm = math::SqrtOp::create(b, loc, reduceAdd(squares));
      return n.add(n.mul(norm, 1 + 0x1p-30), n.number(0x1p-300));
    };
    Value values = vector::FromElementsOp::create(
        b, loc, VectorType::get({4}, b.getF64Type()),
        ValueRange{n.widen(step), normAbove(found[1]), normAbove(done[2]),
                   reduceAdd(done[3])});
    OpFoldResult one = b.getIndexAttr(1), first = b.getIndexAttr(0),
                 size = b.getIndexAttr(padded);
    return SmallVector<Tile>{{done[0], {token, first}, {one, size}},
                             {done[1], {token, first}, {one, size}},
                             {write(values, at(outputs[2]), {zero, zero}, true),
                              {token, first},
                              {one, b.getIndexAttr(4)}}};
  };
  SmallVector<Value> made =
      forAll("head_digits", {OpFoldResult(getLive(input))}, {1},
             {empty(digits), empty(digits), empty(facts)}, body);
  screen.upper = made[0];
  screen.lower = made[1];
  screen.facts = made[2];
}

/// The product of a row's half codes with the digits, exact, as f64.
Value StageLowering::dotHalves(const Screen &screen, Value codes, Value token,
                               Value row) {
  int64_t rowBytes = screen.rowBytes(), width = 4 * lanes;
  bool single =
      cast<ShapedType>(screen.op.getInput().getType()).getDimSize(0) == 1;
  auto sums = VectorType::get({lanes}, b.getI32Type()),
       bytes = VectorType::get({width}, b.getI8Type());
  auto byteSplat = [&](int8_t value) {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(bytes, value));
  };
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(sums));
  // Four sums, so that a product does not wait for the one before.
  SmallVector<Value> parts = forLoop(
      constant(0), constant(rowBytes), width, {none, none, none, none},
      [&](Value k, ValueRange carried) {
        if (single)
          prefetch(codes, {row, add(k, constant(kPrefetchedBytes))});
        Value both = read(codes, {row, k}, width, true);
        Value halves[] = {arith::AndIOp::create(b, loc, both, byteSplat(15)),
                          arith::ShRUIOp::create(b, loc, both, byteSplat(4))};
        SmallVector<Value> next;
        for (auto [half, code] : llvm::enumerate(halves))
          for (Value digits : {screen.upper, screen.lower}) {
            Value at = half ? add(k, constant(rowBytes)) : k;
            Value x = read(digits, {token, at}, width, true);
            next.push_back(
                trit::DotOp::create(b, loc, sums, carried[next.size()],
                                    ValueRange{code}, ValueRange{x}));
          }
        return next;
      });
  auto total = [&](Value x, Value y) -> Value {
    return arith::SIToFPOp::create(b, loc, b.getF64Type(),
                                   reduceAdd(add(x, y)));
  };
  Numbers n{b, loc};
  return n.add(n.mul(total(parts[0], parts[2]), 256),
               total(parts[1], parts[3]));
}

StageLowering::ScreenedRow
StageLowering::readScreenedRow(const Screen &screen, Value token, Value row) {
  Numbers n{b, loc};
  Value zero = constant(0),
        bounds = read(screen.op.getBounds(), {row, zero}, 4, true),
        facts = read(screen.facts, {token, zero}, 4, true);
  auto bound = [&](int64_t index) { return n.widen(n.element(bounds, index)); };
  Value norm = bound(3), x = n.element(facts, 1), left = n.element(facts, 2);
  // Roundings of any element's way into the sum: see docs/head.md.
  double roundings = static_cast<double>(screen.columns + 16) * 0x1p-24;
  double gamma = roundings / (1 - roundings);
  Value product = n.mul(norm, x);
  Value rest = n.add(n.mul(norm, left), n.mul(product, gamma));
  rest = n.add(rest, n.mul(n.mul(norm, n.add(x, left)), 0x1p-20));
  Value safe = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, product,
                                     n.number(0x1p120));
  auto off = [&](int64_t index) -> Value {
    Value sum = n.add(n.mul(bound(index), x), rest);
    sum = n.add(n.mul(sum, 1 + 0x1p-20), n.number(0x1p-120));
    return arith::SelectOp::create(
        b, loc, safe, sum, n.number(std::numeric_limits<double>::infinity()));
  };
  return {n.mul(bound(0), n.element(facts, 0)), n.element(facts, 3), off(1),
          off(2)};
}

/// The estimates of a tile's rows, each made from its last by `make`, which
/// also has what the rows' logits are at least.
StageLowering::Tile StageLowering::estimateTile(
    const Screen &screen, Value token, Value firstRow, Value estimates,
    Value &atLeast,
    llvm::function_ref<std::pair<Value, Value>(Value row, Value last)> make) {
  Value zero = constant(0);
  SmallVector<OpFoldResult> offsets{token, firstRow},
      sizes{b.getIndexAttr(1), b.getIndexAttr(screen.tile)};
  Value tile = tensor::ExtractSliceOp::create(
      b, loc, estimates, offsets, sizes,
      SmallVector<OpFoldResult>(2, b.getIndexAttr(1)));
  Numbers n{b, loc};
  SmallVector<Value> done =
      forLoop(zero, constant(screen.tile), 1, {tile, n.negativeInfinity()},
              [&](Value i, ValueRange carried) {
                Value last = tensor::ExtractOp::create(b, loc, carried[0],
                                                       ValueRange{zero, i});
                auto [estimate, least] = make(add(firstRow, i), last);
                Value next = tensor::InsertOp::create(
                    b, loc, estimate, carried[0], ValueRange{zero, i});
                return SmallVector<Value>{next, n.maximum(carried[1], least)};
              });
  atLeast = done[1];
  return {done[0], offsets, sizes};
}

/// A stage over all tiles that makes estimates, and for each tile the largest
/// of what its rows' logits are at least.
SmallVector<Value> StageLowering::estimateStage(
    StringRef name, const Screen &screen, Value estimates,
    llvm::function_ref<std::pair<Value, Value>(Value token, Value row,
                                               Value last)>
        make) {
  auto type = cast<RankedTensorType>(estimates.getType());
  auto maxima = RankedTensorType::get({type.getDimSize(0), screen.tiles()},
                                      b.getF32Type());
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value atLeast;
    Tile tile = estimateTile(
        screen, ivs[0],
        arith::MulIOp::create(b, loc, ivs[1], constant(screen.tile)),
        outputs[0], atLeast,
        [&](Value row, Value last) { return make(ivs[0], row, last); });
    SmallVector<OpFoldResult> at{ivs[0], ivs[1]}, one(2, b.getIndexAttr(1));
    Value zero = constant(0);
    Value slot =
        tensor::ExtractSliceOp::create(b, loc, outputs[1], at, one, one);
    slot =
        tensor::InsertOp::create(b, loc, atLeast, slot, ValueRange{zero, zero});
    return SmallVector<Tile>{tile, {slot, at, one}};
  };
  return forAll(name,
                {OpFoldResult(getLive(screen.op.getInput())),
                 b.getIndexAttr(screen.tiles())},
                {1, 1}, {estimates, empty(maxima)}, body);
}

/// The `top`-th largest of a token's maxima, found bit by bit among the f32
/// in their order as integers; minus infinity if there are fewer.
Value StageLowering::findThreshold(const Screen &screen, Value maxima,
                                   Value token) {
  Numbers n{b, loc};
  int64_t tiles = screen.tiles();
  auto top = static_cast<int64_t>(screen.op.getTop());
  if (tiles < top)
    return n.negativeInfinity();
  auto integers = VectorType::get({lanes}, b.getI32Type());
  auto integer = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(value));
  };
  // Involution between the bits of f32 and integers of the same order.
  auto key = [&](Value bits) -> Value {
    auto all = [&](int32_t value) -> Value {
      Value scalar = integer(value);
      return isa<VectorType>(bits.getType()) ? broadcast(scalar, lanes)
                                             : scalar;
    };
    Value sign = arith::ShRSIOp::create(b, loc, bits, all(31));
    return arith::XOrIOp::create(
        b, loc, bits, arith::AndIOp::create(b, loc, sign, all(INT32_MAX)));
  };
  auto count = [&](Value least) {
    Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(integers));
    Value all = broadcast(least, lanes);
    return reduceAdd(forLoop(
        constant(0), constant(tiles), lanes, none,
        [&](Value i, ValueRange carried) {
          Value x = vector::TransferReadOp::create(
              b, loc, f32Vector(lanes), maxima, ValueRange{token, i},
              n.negativeInfinity(), ArrayRef<bool>{tiles % lanes == 0});
          Value bits = arith::BitcastOp::create(b, loc, integers, x);
          Value isAbove = arith::CmpIOp::create(
              b, loc, arith::CmpIPredicate::sge, key(bits), all);
          return SmallVector<Value>{add(
              carried[0], arith::ExtUIOp::create(b, loc, integers, isAbove))};
        })[0]);
  };
  Value found = forLoop(
      constant(0), constant(32), 1, integer(INT32_MIN),
      [&](Value step, ValueRange carried) {
        Value shift = arith::SubIOp::create(
            b, loc, integer(31),
            arith::IndexCastOp::create(b, loc, b.getI32Type(), step));
        Value next =
            add(carried[0], arith::ShLIOp::create(b, loc, integer(1), shift));
        Value enough = arith::CmpIOp::create(
            b, loc, arith::CmpIPredicate::sge, count(next),
            integer(static_cast<int32_t>(top)));
        return SmallVector<Value>{
            arith::SelectOp::create(b, loc, enough, next, carried[0])};
      })[0];
  return arith::BitcastOp::create(b, loc, b.getF32Type(), key(found));
}

/// `[T, 1]`: what the `top` largest logits are at least, and at least `before`.
Value StageLowering::thresholdStage(const Screen &screen, Value maxima,
                                    Value before) {
  auto tokens = cast<ShapedType>(maxima.getType()).getDimSize(0);
  auto type = RankedTensorType::get({tokens, 1}, b.getF32Type());
  return forAll("head_threshold", {OpFoldResult(getLive(screen.op.getInput()))},
                {1}, empty(type), [&](ValueRange ivs, ValueRange outputs) {
                  Value zero = constant(0);
                  Value found = findThreshold(screen, maxima, ivs[0]);
                  if (before)
                    found = Numbers{b, loc}.maximum(
                        found, tensor::ExtractOp::create(
                                   b, loc, before, ValueRange{ivs[0], zero}));
                  OpFoldResult one = b.getIndexAttr(1),
                               first = b.getIndexAttr(0);
                  Value slot = row(outputs[0], {ivs[0], first});
                  slot = tensor::InsertOp::create(b, loc, found, slot,
                                                  ValueRange{zero, zero});
                  return SmallVector<Tile>{{slot, {ivs[0], first}, {one, one}}};
                })[0];
}

/// Whether a logit that is `estimate` but for `off` may reach the threshold;
/// true if one is not a number.
Value StageLowering::mayReach(Value estimate, Value off, Value threshold,
                              Value token) {
  Numbers n{b, loc};
  Value least = tensor::ExtractOp::create(b, loc, threshold,
                                          ValueRange{token, constant(0)});
  return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UGE,
                               n.add(n.widen(estimate), off), n.widen(least));
}

SmallVector<Value>
StageLowering::choose(Value condition, TypeRange types,
                      llvm::function_ref<SmallVector<Value>()> then,
                      ValueRange otherwise) {
  auto choice = scf::IfOp::create(b, loc, types, condition, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  scf::YieldOp::create(b, loc, then());
  b.setInsertionPointToStart(choice.elseBlock());
  scf::YieldOp::create(b, loc, otherwise);
  return llvm::to_vector_of<Value>(choice.getResults());
}

/// Logits of the rows that may be among the `top` largest.
SmallVector<Value> StageLowering::rescoreStage(const Screen &screen,
                                               Value estimates,
                                               Value threshold) {
  int64_t parts = kMostParts, tiles = screen.tiles();
  while (tiles % parts != 0)
    --parts;
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], atLeast;
    Value index = add(
        arith::MulIOp::create(b, loc, ivs[2], constant(tiles / parts)), ivs[1]);
    Value firstRow =
        arith::MulIOp::create(b, loc, index, constant(screen.tile));
    Numbers n{b, loc};
    auto make = [&](Value row, Value last) {
      ScreenedRow bounds = readScreenedRow(screen, token, row);
      Value logit = choose(
          mayReach(last, bounds.off8, threshold, token), b.getF32Type(),
          [&] {
            return SmallVector<Value>{dotRow(screen.op.getInput(),
                                             screen.op.getWeight(), token, row,
                                             /*ahead=*/false)};
          },
          last)[0];
      return std::pair(logit, n.negativeInfinity());
    };
    return SmallVector<Tile>{
        estimateTile(screen, token, firstRow, outputs[0], atLeast, make)};
  };
  return forAll("head_rescore",
                {OpFoldResult(getLive(screen.op.getInput())),
                 b.getIndexAttr(tiles / parts), b.getIndexAttr(parts)},
                {1, 1, 1}, estimates, body);
}

SmallVector<Value> StageLowering::lower(ScreenedLinearOp op) {
  RankedTensorType weight = op.getWeight().getType();
  int64_t rows = weight.getDimSize(0);
  Screen screen{op, rows, weight.getDimSize(1),
                rows % 16 == 0  ? 16
                : rows % 4 == 0 ? 4
                                : 1};
  formDigits(screen);
  Numbers n{b, loc};
  SmallVector<Value> first = estimateStage(
      "head_screen", screen, empty(op.getType()),
      [&](Value token, Value row, Value) {
        ScreenedRow bounds = readScreenedRow(screen, token, row);
        Value codes = dotHalves(screen, op.getHigh(), token, row);
        Value estimate = n.mul(
            bounds.scale, n.sub(n.mul(codes, 16), n.mul(bounds.sum, 120.5)));
        return std::pair(n.narrow(estimate),
                         n.narrow(n.sub(estimate, bounds.off4)));
      });
  Value threshold = thresholdStage(screen, first[1], Value());
  SmallVector<Value> second = estimateStage(
      "head_refine", screen, first[0], [&](Value token, Value row, Value last) {
        ScreenedRow bounds = readScreenedRow(screen, token, row);
        Type f32 = b.getF32Type();
        SmallVector<Value> refined = choose(
            mayReach(last, bounds.off4, threshold, token), {f32, f32},
            [&] {
              Value codes = dotHalves(screen, op.getLow(), token, row);
              Value more =
                  n.mul(bounds.scale, n.sub(codes, n.mul(bounds.sum, 7.5)));
              Value estimate = n.add(n.widen(last), more);
              return SmallVector<Value>{n.narrow(estimate),
                                        n.narrow(n.sub(estimate, bounds.off8))};
            },
            {last, n.negativeInfinity()});
        return std::pair(refined[0], refined[1]);
      });
  threshold = thresholdStage(screen, second[1], threshold);
  return rescoreStage(screen, second[0], threshold);
}
