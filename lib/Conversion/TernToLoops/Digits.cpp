//===- Digits.cpp - activations of 16 bits as digits of 8 -----------------===//
#include "Digits.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

/// `x * inverse`, rounded to a number of two digits, as f32; zero of zero.
Value StageLowering::roundToDigits(Value x, Value inverse) {
  Value rounded = math::RoundEvenOp::create(
      b, loc, arith::MulFOp::create(b, loc, x, inverse));
  // Whatever x and the inverse are, these are integers in range.
  rounded = arith::MaxNumFOp::create(b, loc, rounded, splat(-kLargestDigits));
  rounded = arith::MinNumFOp::create(b, loc, rounded, splat(kLargestDigits));
  Value isZero =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, x, splat(0));
  return arith::SelectOp::create(b, loc, isZero, splat(0), rounded);
}

/// The upper and the lower digit, as i32.
std::pair<Value, Value> StageLowering::splitDigits(Value rounded) {
  auto type = VectorType::get({lanes}, b.getI32Type());
  auto integer = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(type, value));
  };
  Value number = arith::FPToSIOp::create(b, loc, type, rounded);
  Value upper =
      arith::ShRSIOp::create(b, loc, add(number, integer(128)), integer(8));
  Value lower = arith::SubIOp::create(
      b, loc, number, arith::ShLIOp::create(b, loc, upper, integer(8)));
  return {upper, lower};
}

StageLowering::Digits StageLowering::formDigits(Value input, int64_t padded) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t tokens = type.getDimSize(0), features = type.getDimSize(1);
  bool whole = features % lanes == 0;
  auto bytes = VectorType::get({lanes}, b.getI8Type());
  Value none = arith::ConstantOp::create(
      b, loc, b.getZeroAttr(VectorType::get({lanes}, b.getI32Type())));
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], zero = constant(0);
    OpFoldResult one = b.getIndexAttr(1), first = b.getIndexAttr(0);
    // Zero times a number that is not finite is NaN, and so is the step then.
    SmallVector<Value> found =
        forLoop(zero, constant(features), lanes, {splat(0), splat(0)},
                [&](Value k, ValueRange carried) {
                  Value x = read(input, {token, k}, lanes, whole);
                  Value magnitude = math::AbsFOp::create(b, loc, x);
                  return SmallVector<Value>{
                      arith::MaxNumFOp::create(b, loc, carried[0], magnitude),
                      arith::AddFOp::create(
                          b, loc, carried[1],
                          arith::MulFOp::create(b, loc, x, splat(0)))};
                });
    Value largest = reduceMax(found[0]);
    Value most =
        arith::ConstantOp::create(b, loc, b.getF32FloatAttr(kLargestDigits));
    Value step = arith::AddFOp::create(
        b, loc, arith::DivFOp::create(b, loc, largest, most),
        reduceAdd(found[1]));
    Value inverse = broadcast(arith::DivFOp::create(b, loc, most, largest));
    SmallVector<Value> done =
        forLoop(zero, constant(padded), lanes,
                {row(outputs[0], {token, first}),
                 row(outputs[1], {token, first}), none, none},
                [&](Value k, ValueRange carried) {
                  Value x = read(input, {token, k}, lanes, padded == features);
                  auto [upper, lower] = splitDigits(roundToDigits(x, inverse));
                  auto store = [&](Value digit, Value out) {
                    return write(arith::TruncIOp::create(b, loc, bytes, digit),
                                 out, {zero, k}, true);
                  };
                  return SmallVector<Value>{
                      store(upper, carried[0]), store(lower, carried[1]),
                      add(carried[2], upper), add(carried[3], lower)};
                });
    auto put = [&](Value number, int64_t at, Value into) -> Value {
      return tensor::InsertOp::create(b, loc, number, into,
                                      ValueRange{zero, constant(at)});
    };
    Value steps = put(step, 0, row(outputs[2], {token, first}));
    Value sums = put(reduceAdd(done[2]), 0, row(outputs[3], {token, first}));
    sums = put(reduceAdd(done[3]), 1, sums);
    OpFoldResult size = b.getIndexAttr(padded);
    return SmallVector<Tile>{{done[0], {token, first}, {one, size}},
                             {done[1], {token, first}, {one, size}},
                             {steps, {token, first}, {one, one}},
                             {sums, {token, first}, {one, b.getIndexAttr(2)}}};
  };
  auto digits = RankedTensorType::get({tokens, padded}, b.getI8Type());
  SmallVector<Value> made =
      forAll("head_digits", {OpFoldResult(getLive(input))}, {1},
             {empty(digits), empty(digits),
              empty(RankedTensorType::get({tokens, 1}, b.getF32Type())),
              empty(RankedTensorType::get({tokens, 2}, b.getI32Type()))},
             body);
  return {made[0], made[1], made[2], made[3]};
}
