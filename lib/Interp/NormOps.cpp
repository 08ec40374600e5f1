//===- NormOps.cpp - normalisation and quantisation of activations --------===//
#include "Frame.h"
#include "Kernels.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace tern;
using namespace tern::interp;

llvm::Expected<Tensor> interp::rmsNorm(const Tensor &x, const Tensor &weight,
                                       double eps) {
  int64_t tokens = x.dim(0), features = x.dim(1);
  if (llvm::Error error =
          expectSize("weight's size", weight.dim(0),
                     "the input's number of features", features))
    return error;
  Tensor result(ElementKind::F32, x.shape());
  for (int64_t t = 0; t < tokens; ++t) {
    const float *row = &x.floats()[t * features];
    double squares = 0;
    for (int64_t k = 0; k < features; ++k)
      squares += static_cast<double>(row[k]) * row[k];
    // Rounded here as in the published models, so that quantising the result
    // rarely falls to the other side of a half.
    float inverse = static_cast<float>(
        1.0 / std::sqrt(squares / static_cast<double>(features) + eps));
    for (int64_t k = 0; k < features; ++k)
      result.floats()[t * features + k] =
          weight.floats()[k] * (row[k] * inverse);
  }
  return result;
}

llvm::Expected<Quantized> interp::quantize(const Tensor &x, int64_t columns) {
  int64_t tokens = x.dim(0), features = x.dim(1);
  if (columns < features)
    return llvm::createStringError("has " + llvm::Twine(columns) +
                                   " columns for " + llvm::Twine(features) +
                                   " features");
  Quantized result{Tensor(ElementKind::I8, {tokens, columns}),
                   Tensor(ElementKind::F32, {tokens}),
                   Tensor(ElementKind::I32, {tokens})};
  for (int64_t t = 0; t < tokens; ++t) {
    llvm::ArrayRef<float> row = x.floats().slice(t * features, features);
    float largest = 1e-5F;
    for (auto [k, value] : llvm::enumerate(row)) {
      if (!std::isfinite(value))
        return llvm::createStringError("input[" + llvm::Twine(t) + ", " +
                                       llvm::Twine(k) + "] is not finite");
      largest = std::max(largest, std::fabs(value));
    }
    float scale = 127.0F * (1.0F / largest);
    int64_t sum = 0;
    for (auto [k, value] : llvm::enumerate(row)) {
      // The default rounding mode is to nearest, ties to even.
      float rounded =
          std::clamp(std::nearbyint(value * scale), -128.0F, 127.0F);
      result.values.bytes()[t * columns + k] = static_cast<int8_t>(rounded);
      sum += static_cast<int8_t>(rounded);
    }
    result.scales.floats()[t] = scale;
    if (sum != static_cast<int32_t>(sum))
      return llvm::createStringError("sum of token " + llvm::Twine(t) + " is " +
                                     llvm::Twine(sum) +
                                     ", which does not fit i32");
    result.sums.ints()[t] = static_cast<int32_t>(sum);
  }
  return result;
}

/// Sets the three results of an operation that quantises `x`.
template <typename Op>
static llvm::Error setQuantized(Op op, const Tensor &x, Frame &frame) {
  int64_t columns = op.getQuantized().getType().getDimSize(1);
  auto result =
      quantize(x, ShapedType::isDynamic(columns) ? x.dim(1) : columns);
  if (!result)
    return result.takeError();
  frame.set(op.getQuantized(), std::move(result->values));
  frame.set(op.getScales(), std::move(result->scales));
  frame.set(op.getSums(), std::move(result->sums));
  return llvm::Error::success();
}

static llvm::Error evaluateRmsNorm(RmsNormOp op, Frame &frame) {
  auto result =
      rmsNorm(frame.tensor(op.getInput()), frame.tensor(op.getWeight()),
              op.getEps().convertToDouble());
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

/// Each head is normalised as a token of its own.
static llvm::Error evaluateHeadNorm(HeadNormOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  const Tensor &weight = frame.tensor(op.getWeight());
  int64_t headDim = weight.dim(0);
  if (headDim == 0 || x.dim(1) % headDim != 0)
    return llvm::createStringError(
        "number of features " + llvm::Twine(x.dim(1)) +
        " is not a multiple of the weight's size " + llvm::Twine(headDim));
  Tensor heads(ElementKind::F32, {x.size() / headDim, headDim});
  llvm::copy(x.floats(), heads.floats().begin());
  auto normalised = rmsNorm(heads, weight, op.getEps().convertToDouble());
  if (!normalised)
    return normalised.takeError();
  Tensor result(ElementKind::F32, x.shape());
  llvm::copy(normalised->floats(), result.floats().begin());
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

static llvm::Error evaluateQuantize(QuantizeOp op, Frame &frame) {
  return setQuantized(op, frame.tensor(op.getInput()), frame);
}

static llvm::Error evaluateRmsNormQuantize(RmsNormQuantizeOp op, Frame &frame) {
  auto normalised =
      rmsNorm(frame.tensor(op.getInput()), frame.tensor(op.getWeight()),
              op.getEps().convertToDouble());
  if (!normalised)
    return normalised.takeError();
  return setQuantized(op, *normalised, frame);
}

void interp::addNormHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluateRmsNorm);
  addHandler(handlers, evaluateHeadNorm);
  addHandler(handlers, evaluateQuantize);
  addHandler(handlers, evaluateRmsNormQuantize);
}
