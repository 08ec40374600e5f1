//===- Digits.cpp - activations of 16 bits as digits of 8 -----------------===//
#include "Digits.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

/// Sums of the digits of each group of columns, as vectors of `width` columns
/// have them in their lanes: written to `out`, [1, digit, groups].
Value StageLowering::sumGroups(ArrayRef<Value> digits, int64_t padded,
                               Value out) {
  int64_t width = std::min(4 * lanes, kInt6Part), parts = kInt6Part / width;
  auto sumType = VectorType::get({width / 4}, b.getI32Type()),
       bytes = VectorType::get({width}, b.getI8Type());
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(sumType)),
        ones = arith::ConstantOp::create(
            b, loc, DenseElementsAttr::get(bytes, static_cast<int8_t>(1))),
        zero = constant(0);
  for (auto [digit, values] : llvm::enumerate(digits)) {
    SmallVector<Value> sums = forLoop(
        zero, constant(padded), kInt6Part, SmallVector<Value>(parts, none),
        [&](Value k, ValueRange carried) {
          auto next = llvm::to_vector(carried);
          for (auto [part, sum] : llvm::enumerate(next))
            sum = trit::DotOp::create(
                b, loc, sumType, sum, ValueRange{ones},
                ValueRange{read(values, {zero, offset(k, part * width)}, width,
                                true)});
          return next;
        });
    for (auto [part, sum] : llvm::enumerate(sums))
      out = write(sum, out, {zero, constant(digit), constant(part * width / 4)},
                  true);
  }
  return out;
}

/// Of a token the step of its numbers and, in each lane, what makes numbers of
/// activations.
std::pair<Value, Value> StageLowering::findStep(Value input, Value token) {
  int64_t features = cast<RankedTensorType>(input.getType()).getDimSize(1);
  bool whole = features % lanes == 0;
  // Zero times a number that is not finite is NaN, and so is the step then.
  SmallVector<Value> found = forLoop(
      constant(0), constant(features), lanes, {splat(0), splat(0)},
      [&](Value k, ValueRange carried) {
        Value x = read(input, {token, k}, lanes, whole);
        Value magnitude = math::AbsFOp::create(b, loc, x);
        return SmallVector<Value>{
            atLeast(magnitude, carried[0]),
            arith::AddFOp::create(b, loc, carried[1],
                                  arith::MulFOp::create(b, loc, x, splat(0)))};
      });
  Value largest = reduceMax(found[0]);
  Value most =
      arith::ConstantOp::create(b, loc, b.getF32FloatAttr(kLargestDigits));
  Value step = arith::AddFOp::create(
      b, loc, arith::DivFOp::create(b, loc, largest, most),
      reduceAdd(found[1]));
  Value inverse = broadcast(arith::DivFOp::create(b, loc, most, largest));
  return {step, inverse};
}

Value StageLowering::putNumber(Value number, int64_t at, Value row) {
  return tensor::InsertOp::create(b, loc, number, row,
                                  ValueRange{constant(0), constant(at)});
}

StageLowering::Digits StageLowering::formDigits(Value input, int64_t padded,
                                                bool inGroups) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t tokens = type.getDimSize(0), features = type.getDimSize(1);
  auto bytes = VectorType::get({lanes}, b.getI8Type());
  Value none = arith::ConstantOp::create(
      b, loc, b.getZeroAttr(VectorType::get({lanes}, b.getI32Type())));
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], zero = constant(0);
    OpFoldResult one = b.getIndexAttr(1), first = b.getIndexAttr(0);
    std::pair<Value, Value> found = findStep(input, token);
    Value step = found.first, inverse = found.second;
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
    Value steps = putNumber(step, 0, row(outputs[2], {token, first}));
    OpFoldResult size = b.getIndexAttr(padded), two = b.getIndexAttr(2);
    Tile sums{{}, {token, first}, {one, two}};
    if (inGroups) {
      sums.offsets.push_back(first);
      sums.sizes.push_back(b.getIndexAttr(kInt6Groups));
      SmallVector<OpFoldResult> strides(3, one);
      sums.value =
          sumGroups({done[0], done[1]}, padded,
                    tensor::ExtractSliceOp::create(
                        b, loc, outputs[3], sums.offsets, sums.sizes, strides));
    } else {
      sums.value =
          putNumber(reduceAdd(done[2]), 0, row(outputs[3], sums.offsets));
      sums.value = putNumber(reduceAdd(done[3]), 1, sums.value);
    }
    return SmallVector<Tile>{{done[0], {token, first}, {one, size}},
                             {done[1], {token, first}, {one, size}},
                             {steps, {token, first}, {one, one}},
                             sums};
  };
  auto digits = RankedTensorType::get({tokens, padded}, b.getI8Type());
  SmallVector<int64_t> sums{tokens, 2};
  if (inGroups)
    sums.push_back(kInt6Groups);
  SmallVector<Value> made =
      forAll("head_digits", {OpFoldResult(getLive(input))}, {1},
             {empty(digits), empty(digits),
              empty(RankedTensorType::get({tokens, 1}, b.getF32Type())),
              empty(RankedTensorType::get(sums, b.getI32Type()))},
             body);
  return {made[0], made[1], {}, {}, made[2], made[3]};
}

Value StageLowering::joinSums(Value upper, Value lower, Value scales) {
  auto type = cast<VectorType>(upper.getType());
  auto number = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(type, value));
  };
  // What is more than a digit is carried, so that all targets have the same two
  // numbers.
  upper = add(upper, arith::ShRSIOp::create(b, loc, lower, number(8)));
  lower = arith::AndIOp::create(b, loc, lower, number(255));
  Value joined = arith::AddFOp::create(
      b, loc,
      arith::MulFOp::create(b, loc, toF32(upper),
                            splat(256, type.getDimSize(0))),
      toF32(lower));
  return arith::MulFOp::create(b, loc, joined, scales);
}

/// The same as words, of columns 2i and of columns 2i + 1.
StageLowering::Digits StageLowering::formWords(Value input, int64_t padded) {
  auto type = cast<RankedTensorType>(input.getType());
  int64_t tokens = type.getDimSize(0), features = type.getDimSize(1);
  auto words = VectorType::get({lanes}, b.getI16Type());
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], zero = constant(0);
    OpFoldResult one = b.getIndexAttr(1), first = b.getIndexAttr(0),
                 half = b.getIndexAttr(padded / 2);
    std::pair<Value, Value> found = findStep(input, token);
    auto numbers = [&](Value k) -> Value {
      Value x = read(input, {token, k}, lanes, padded == features);
      return arith::FPToSIOp::create(b, loc, words,
                                     roundToDigits(x, found.second));
    };
    SmallVector<Value> done = forLoop(
        zero, constant(padded), 2 * lanes,
        {row(outputs[0], {token, first}), row(outputs[1], {token, first})},
        [&](Value k, ValueRange carried) {
          Value low = numbers(k), high = numbers(offset(k, lanes)),
                at = arith::DivUIOp::create(b, loc, k, constant(2));
          return llvm::map_to_vector(
              llvm::enumerate(carried), [&](auto out) -> Value {
                auto places = llvm::map_to_vector(
                    llvm::seq<int64_t>(0, lanes), [&](int64_t i) {
                      return 2 * i + static_cast<int64_t>(out.index());
                    });
                Value columns =
                    vector::ShuffleOp::create(b, loc, low, high, places);
                return write(columns, out.value(), {zero, at}, true);
              });
        });
    Value steps = putNumber(found.first, 0, row(outputs[2], {token, first}));
    return SmallVector<Tile>{{done[0], {token, first}, {one, half}},
                             {done[1], {token, first}, {one, half}},
                             {steps, {token, first}, {one, one}}};
  };
  auto halves = RankedTensorType::get({tokens, padded / 2}, b.getI16Type());
  SmallVector<Value> made =
      forAll("head_digits", {OpFoldResult(getLive(input))}, {1},
             {empty(halves), empty(halves),
              empty(RankedTensorType::get({tokens, 1}, b.getF32Type()))},
             body);
  return {{}, {}, made[0], made[1], made[2], {}};
}
