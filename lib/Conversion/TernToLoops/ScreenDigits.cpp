//===- ScreenDigits.cpp - activations as digits, for a screened head ------===//
#include "Screen.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

void StageLowering::formDigits(Screen &screen) {
  Value input = screen.op.getInput();
  int64_t padded = 2 * screen.rowBytes(), features = screen.columns;
  auto tokens = cast<RankedTensorType>(input.getType()).getDimSize(0);
  auto digits = RankedTensorType::get({tokens, padded}, b.getI8Type()),
       facts = RankedTensorType::get({tokens, 4}, b.getF64Type());
  auto wideType = VectorType::get({lanes}, b.getF64Type()),
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
    auto at = [&](Value output) {
      return row(output, {token, b.getIndexAttr(0)});
    };
    SmallVector<Value> done =
        forLoop(zero, constant(padded), lanes,
                {at(outputs[0]), at(outputs[1]), none, none},
                [&](Value k, ValueRange carried) {
                  Value x = read(input, {token, k}, lanes, padded == features);
                  Value rounded = roundToDigits(x, inverse);
                  auto [upper, lower] = splitDigits(rounded);
                  auto store = [&](Value digit, Value out) {
                    return write(arith::TruncIOp::create(b, loc, bytes, digit),
                                 out, {zero, k}, true);
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
