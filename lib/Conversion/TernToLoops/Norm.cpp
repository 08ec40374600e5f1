//===- Norm.cpp - stages of normalisation and quantisation ----------------===//
//
// A token is a tile. The passes over its features (sum of squares, largest
// magnitude, rounding) read it again from the first-level cache rather than
// store what lies between them.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tern;

static int64_t getFeatures(Value value) {
  return cast<ShapedType>(value.getType()).getDimSize(1);
}

/// 1 / sqrt(mean(x^2) + eps) of a token, as a vector.
Value StageLowering::rootMeanSquareInverse(Value input, Value token,
                                           llvm::APFloat eps) {
  int64_t features = getFeatures(input);
  bool whole = features % lanes == 0;
  SmallVector<Value> sum =
      forLoop(constant(0), constant(features), lanes, splat(0, lanes),
              [&](Value k, ValueRange carried) {
                Value x = read(input, {token, k}, lanes, whole);
                Value square = arith::MulFOp::create(b, loc, x, x);
                return SmallVector<Value>{
                    arith::AddFOp::create(b, loc, carried[0], square)};
              });
  auto scalar = [&](float value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
  };
  Value mean = arith::DivFOp::create(b, loc, reduceAdd(sum[0]),
                                     scalar(static_cast<float>(features)));
  Value root = math::SqrtOp::create(
      b, loc,
      arith::AddFOp::create(b, loc, mean,
                            scalar(static_cast<float>(eps.convertToDouble()))));
  return broadcast(arith::DivFOp::create(b, loc, scalar(1), root), lanes);
}

SmallVector<Value> StageLowering::lower(RmsNormOp op) {
  int64_t features = getFeatures(op.getInput());
  bool whole = features % lanes == 0;
  return forAll(
      "rms_norm", {OpFoldResult(getLive(op.getInput()))}, {1},
      empty(op.getType()), [&](ValueRange ivs, ValueRange outputs) {
        Value token = ivs[0], zero = constant(0);
        Value inverse =
            rootMeanSquareInverse(op.getInput(), token, op.getEps());
        Value out = row(outputs[0], {token, b.getIndexAttr(0)});
        out = forLoop(
            zero, constant(features), lanes, out,
            [&](Value k, ValueRange carried) {
              Value x = read(op.getInput(), {token, k}, lanes, whole);
              Value normal = arith::MulFOp::create(b, loc, x, inverse);
              Value y = arith::MulFOp::create(
                  b, loc, normal, read(op.getWeight(), k, lanes, whole));
              return SmallVector<Value>{write(y, carried[0], {zero, k}, whole)};
            })[0];
        return SmallVector<Tile>{
            {out,
             {token, b.getIndexAttr(0)},
             {b.getIndexAttr(1), b.getIndexAttr(features)}}};
      });
}

/// Quantises a token, normalised first if there is a weight.
SmallVector<Value> StageLowering::quantizeStage(StringRef name, Value input,
                                                ValueRange results,
                                                Value weight,
                                                llvm::APFloat eps) {
  int64_t features = getFeatures(input), padded = getFeatures(results[0]);
  bool whole = features % lanes == 0;
  SmallVector<Value> outputs = llvm::map_to_vector(
      results, [&](Value result) { return empty(result.getType()); });
  return forAll(
      name, {OpFoldResult(getLive(input))}, {1}, outputs,
      [&](ValueRange ivs, ValueRange outputs) {
        Value token = ivs[0], zero = constant(0);
        Value inverse =
            weight ? rootMeanSquareInverse(input, token, eps) : Value();
        auto value = [&](Value k) {
          Value x = read(input, {token, k}, lanes, whole);
          if (!weight)
            return x;
          Value normal = arith::MulFOp::create(b, loc, x, inverse);
          return arith::MulFOp::create(b, loc, normal,
                                       read(weight, k, lanes, whole))
              .getResult();
        };
        Value largest =
            forLoop(zero, constant(features), lanes, splat(0, lanes),
                    [&](Value k, ValueRange carried) {
                      Value magnitude = math::AbsFOp::create(b, loc, value(k));
                      return SmallVector<Value>{arith::MaxNumFOp::create(
                          b, loc, carried[0], magnitude)};
                    })[0];
        auto scalar = [&](float x) -> Value {
          return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(x));
        };
        Value bound =
            arith::MaxNumFOp::create(b, loc, reduceMax(largest), scalar(1e-5F));
        Value scale = arith::DivFOp::create(b, loc, scalar(127), bound);
        Value scales = broadcast(scale, lanes);

        auto i32Vector = VectorType::get({lanes}, b.getI32Type());
        Value noSum =
            arith::ConstantOp::create(b, loc, b.getZeroAttr(i32Vector));
        Value out = row(outputs[0], {token, b.getIndexAttr(0)});
        // Padding reads as zero and is written as zero.
        SmallVector<Value> done = forLoop(
            zero, constant(padded), lanes, {out, noSum},
            [&](Value k, ValueRange carried) {
              bool readable = whole && padded == features;
              Value x = read(input, {token, k}, lanes, readable);
              if (weight) {
                Value normal = arith::MulFOp::create(b, loc, x, inverse);
                x = arith::MulFOp::create(b, loc, normal,
                                          read(weight, k, lanes, readable));
              }
              Value rounded = math::RoundEvenOp::create(
                  b, loc, arith::MulFOp::create(b, loc, x, scales));
              rounded =
                  arith::MaxNumFOp::create(b, loc, rounded, splat(-128, lanes));
              rounded =
                  arith::MinNumFOp::create(b, loc, rounded, splat(127, lanes));
              Value integer =
                  arith::FPToSIOp::create(b, loc, i32Vector, rounded);
              Value byte = arith::TruncIOp::create(
                  b, loc, VectorType::get({lanes}, b.getI8Type()), integer);
              return SmallVector<Value>{
                  write(byte, carried[0], {zero, k}, padded % lanes == 0),
                  add(carried[1], integer)};
            });
        auto single = [&](Value scalarValue, Value output) {
          Value slot = tensor::ExtractSliceOp::create(
              b, loc, output, ArrayRef<OpFoldResult>{token},
              ArrayRef<OpFoldResult>{b.getIndexAttr(1)},
              ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
          return tensor::InsertOp::create(b, loc, scalarValue, slot, zero)
              .getResult();
        };
        Value inverseScale = arith::DivFOp::create(b, loc, scalar(1), scale);
        OpFoldResult one = b.getIndexAttr(1);
        return SmallVector<Tile>{
            {done[0],
             {token, b.getIndexAttr(0)},
             {one, b.getIndexAttr(padded)}},
            {single(inverseScale, outputs[1]), {token}, {one}},
            {single(reduceAdd(done[1]), outputs[2]), {token}, {one}}};
      });
}

SmallVector<Value> StageLowering::lower(QuantizeOp op) {
  return quantizeStage("quantize", op.getInput(), op.getResults(), Value(),
                       llvm::APFloat(0.0));
}

SmallVector<Value> StageLowering::lower(RmsNormQuantizeOp op) {
  return quantizeStage("rms_norm_quantize", op.getInput(), op.getResults(),
                       op.getWeight(), op.getEps());
}
