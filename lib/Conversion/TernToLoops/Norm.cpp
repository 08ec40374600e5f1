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

/// Adds up `count` rows of partial sums, each `square(index)`, from `first` on.
Value StageLowering::sumRows(Value first, int64_t count,
                             llvm::function_ref<Value(Value)> square) {
  return forLoop(constant(0), constant(count), 1, splat(0, kSumWidth),
                 [&](Value i, ValueRange carried) {
                   return SmallVector<Value>{arith::AddFOp::create(
                       b, loc, carried[0], square(add(first, i)))};
                 })[0];
}

/// sum(x^2) of a token in PyTorch's order on x86-64 with AVX2, which published
/// references have: 32 partial sums (four vectors of eight); rows of 32
/// features are added up by 16, those sums by 16 again; then vectors, the rest,
/// and lanes in turn. Squares are rounded before they are added.
Value StageLowering::sumOfSquares(Value input, Value token, int64_t features) {
  constexpr int64_t block = 16, lanesOfEight = 8;
  auto squareAt = [&](Value k, int64_t size) -> Value {
    Value x = read(input, {token, k}, size, true);
    return arith::MulFOp::create(b, loc, x, x);
  };
  auto square = [&](Value rowIndex) {
    Value k = arith::MulIOp::create(b, loc, rowIndex, constant(kSumWidth));
    return squareAt(k, kSumWidth);
  };
  auto addF = [&](Value x, Value y) -> Value {
    return arith::AddFOp::create(b, loc, x, y);
  };
  int64_t rows = features / kSumWidth, blocks = rows / block,
          groups = blocks / block;
  auto sumBlocks = [&](Value first, int64_t count) {
    return forLoop(constant(0), constant(count), 1, splat(0, kSumWidth),
                   [&](Value i, ValueRange carried) {
                     Value at = arith::MulIOp::create(b, loc, add(first, i),
                                                      constant(block));
                     return SmallVector<Value>{
                         addF(carried[0], sumRows(at, block, square))};
                   })[0];
  };
  Value sum = sumRows(constant(blocks * block), rows % block, square);
  if (blocks > 0)
    sum = addF(sum, sumBlocks(constant(groups * block), blocks % block));
  if (groups > 0)
    sum =
        addF(sum, forLoop(constant(0), constant(groups), 1, splat(0, kSumWidth),
                          [&](Value i, ValueRange carried) {
                            Value at = arith::MulIOp::create(b, loc, i,
                                                             constant(block));
                            return SmallVector<Value>{
                                addF(carried[0], sumBlocks(at, block))};
                          })[0]);
  auto part = [&](int64_t vector) -> Value {
    return vector::ExtractStridedSliceOp::create(
        b, loc, sum, ArrayRef<int64_t>{vector * lanesOfEight},
        ArrayRef<int64_t>{lanesOfEight}, ArrayRef<int64_t>{1});
  };
  int64_t k = rows * kSumWidth;
  Value eight = part(0);
  for (; k + lanesOfEight <= features; k += lanesOfEight)
    eight = addF(eight, squareAt(constant(k), lanesOfEight));
  for (int64_t vector = 1; vector < kSumWidth / lanesOfEight; ++vector)
    eight = addF(eight, part(vector));
  auto lane = [&](Value vector, int64_t index) -> Value {
    return vector::ExtractOp::create(b, loc, vector, ArrayRef<int64_t>{index});
  };
  Value total = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0));
  for (; k < features; ++k)
    total = addF(total, lane(squareAt(constant(k), 1), 0));
  for (int64_t index = 0; index < lanesOfEight; ++index)
    total = addF(total, lane(eight, index));
  return total;
}

/// 1 / sqrt(mean(x^2) + eps) of a token, as a vector.
Value StageLowering::rootMeanSquareInverse(Value input, Value token,
                                           llvm::APFloat eps) {
  int64_t features = getFeatures(input);
  auto scalar = [&](float value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
  };
  Value mean =
      arith::DivFOp::create(b, loc, sumOfSquares(input, token, features),
                            scalar(static_cast<float>(features)));
  Value root = math::SqrtOp::create(
      b, loc,
      arith::AddFOp::create(b, loc, mean,
                            scalar(static_cast<float>(eps.convertToDouble()))));
  return broadcast(arith::DivFOp::create(b, loc, scalar(1), root), lanes);
}

SmallVector<Value> StageLowering::lower(RmsNormOp op) {
  if (target.sharesColumns())
    return wholeRows("rms_norm", op.getInput(), op.getType(),
                     [&](Value row, ValueRange outs) {
                       return normalizeRow(op, row, outs);
                     });
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

SmallVector<Value> StageLowering::lower(HeadNormOp op) {
  auto type = op.getType();
  int64_t headDim = op.getWeight().getType().getDimSize(0);
  int64_t tokens = type.getDimSize(0), heads = type.getDimSize(1) / headDim;
  bool whole = headDim % lanes == 0;
  // Heads become a dimension; a head is a row of its own.
  auto splitType =
      RankedTensorType::get({tokens, heads, headDim}, b.getF32Type());
  SmallVector<ReassociationIndices> split{{0}, {1, 2}};
  Value input =
      tensor::ExpandShapeOp::create(b, loc, splitType, op.getInput(), split);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    SmallVector<OpFoldResult> at{ivs[0], ivs[1], b.getIndexAttr(0)};
    OpFoldResult one = b.getIndexAttr(1);
    SmallVector<OpFoldResult> sizes{one, one, b.getIndexAttr(headDim)};
    Value head = tensor::ExtractSliceOp::create(
        b, loc, RankedTensorType::get({1, headDim}, b.getF32Type()), input, at,
        sizes, SmallVector<OpFoldResult>(3, one));
    Value zero = constant(0);
    Value inverse = rootMeanSquareInverse(head, zero, op.getEps());
    Value out = row(outputs[0], at);
    out = forLoop(zero, constant(headDim), lanes, out,
                  [&](Value d, ValueRange carried) {
                    Value normal = arith::MulFOp::create(
                        b, loc, read(head, {zero, d}, lanes, whole), inverse);
                    Value y = arith::MulFOp::create(
                        b, loc, normal, read(op.getWeight(), d, lanes, whole));
                    return SmallVector<Value>{
                        write(y, carried[0], {zero, zero, d}, whole)};
                  })[0];
    return SmallVector<Tile>{{out, at, sizes}};
  };
  SmallVector<Value> result =
      forAll("head_norm",
             {OpFoldResult(getLive(op.getInput())), b.getIndexAttr(heads)},
             {1, 1}, empty(splitType), body);
  return {tensor::CollapseShapeOp::create(b, loc, type, result[0], split)};
}

/// Quantises a token, normalised first if there is a weight.
SmallVector<Value> StageLowering::quantizeStage(StringRef name, Value input,
                                                ValueRange results,
                                                Value weight, FloatAttr eps) {
  if (isRowOfProducts(results)) {
    auto outs = llvm::map_to_vector(
        results, [&](Value result) { return empty(result.getType()); });
    return quantizeRow(input, weight, eps, outs);
  }
  if (target.sharesColumns())
    return wholeRows(name, input, results.getTypes(),
                     [&](Value row, ValueRange outs) {
                       return quantizeRow(row, weight, eps, outs);
                     });
  int64_t features = getFeatures(input), padded = getFeatures(results[0]);
  bool whole = features % lanes == 0;
  SmallVector<Value> outputs = llvm::map_to_vector(
      results, [&](Value result) { return empty(result.getType()); });
  return forAll(
      name, {OpFoldResult(getLive(input))}, {1}, outputs,
      [&](ValueRange ivs, ValueRange outputs) {
        Value token = ivs[0], zero = constant(0);
        Value inverse =
            weight ? rootMeanSquareInverse(input, token, eps.getValue())
                   : Value();
        auto value = [&](Value k, bool inBounds) {
          Value x = read(input, {token, k}, lanes, inBounds);
          if (!weight)
            return x;
          Value normal = arith::MulFOp::create(b, loc, x, inverse);
          return arith::MulFOp::create(b, loc, normal,
                                       read(weight, k, lanes, inBounds))
              .getResult();
        };
        Value largest = largestMagnitude(
            features, 0, [&](Value k) { return value(k, whole); });
        auto scalar = [&](float x) -> Value {
          return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(x));
        };
        Value bound = atLeastMagnitude(largest, scalar(1e-5F));
        Value scale = arith::MulFOp::create(
            b, loc, arith::DivFOp::create(b, loc, scalar(1), bound),
            scalar(127));
        Value scales = broadcast(scale, lanes);

        auto i32Vector = VectorType::get({lanes}, b.getI32Type());
        Value noSum =
            arith::ConstantOp::create(b, loc, b.getZeroAttr(i32Vector));
        Value out = row(outputs[0], {token, b.getIndexAttr(0)});
        auto round = [&](Value k, ValueRange carried, bool isWhole) {
          Value x = value(k, isWhole);
          Value integer = roundToInt8(arith::MulFOp::create(b, loc, x, scales));
          Value byte = arith::TruncIOp::create(
              b, loc, VectorType::get({lanes}, b.getI8Type()), integer);
          return SmallVector<Value>{write(byte, carried[0], {zero, k},
                                          isWhole || padded % lanes == 0),
                                    add(carried[1], integer)};
        };
        int64_t inVectors = features / lanes * lanes;
        SmallVector<Value> done{out, noSum};
        if (inVectors > 0)
          done = forLoop(zero, constant(inVectors), lanes, done,
                         [&](Value k, ValueRange carried) {
                           return round(k, carried, true);
                         });
        // Padding reads as zero and is written as zero.
        if (inVectors < padded)
          done = forLoop(constant(inVectors), constant(padded), lanes, done,
                         [&](Value k, ValueRange carried) {
                           return round(k, carried, false);
                         });
        auto single = [&](Value scalarValue, Value output) {
          Value slot = tensor::ExtractSliceOp::create(
              b, loc, output, ArrayRef<OpFoldResult>{token},
              ArrayRef<OpFoldResult>{b.getIndexAttr(1)},
              ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
          return tensor::InsertOp::create(b, loc, scalarValue, slot, zero)
              .getResult();
        };
        OpFoldResult one = b.getIndexAttr(1);
        return SmallVector<Tile>{
            {done[0],
             {token, b.getIndexAttr(0)},
             {one, b.getIndexAttr(padded)}},
            {single(scale, outputs[1]), {token}, {one}},
            {single(reduceAdd(done[1]), outputs[2]), {token}, {one}}};
      });
}

SmallVector<Value> StageLowering::lower(QuantizeOp op) {
  return quantizeStage("quantize", op.getInput(), op.getResults(), Value(),
                       FloatAttr());
}

SmallVector<Value> StageLowering::lower(RmsNormQuantizeOp op) {
  return quantizeStage("rms_norm_quantize", op.getInput(), op.getResults(),
                       op.getWeight(), op.getEpsAttr());
}
