//===- ProductOps.cpp - products with ternary weights ---------------------===//
#include "Frame.h"
#include "Kernels.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

/// A sum of i32 accumulators, which must be one.
static llvm::Error storeSum(int64_t sum, int64_t t, int64_t n, int32_t &out) {
  out = static_cast<int32_t>(sum);
  if (out == sum)
    return llvm::Error::success();
  return llvm::createStringError("sum [" + llvm::Twine(t) + ", " +
                                 llvm::Twine(n) + "] is " + llvm::Twine(sum) +
                                 ", which does not fit i32");
}

/// A target may rely on `sums` being those of the activations.
static llvm::Error checkSums(const Tensor &x, const Tensor &sums) {
  int64_t tokens = x.dim(0), depth = x.dim(1);
  if (auto error = expectSize("number of sums", sums.dim(0),
                              "the number of tokens", tokens))
    return error;
  for (int64_t t = 0; t < tokens; ++t) {
    int64_t sum = 0;
    for (int8_t value : x.bytes().slice(t * depth, depth))
      sum += value;
    if (sum != sums.ints()[t])
      return llvm::createStringError(
          "sums[" + llvm::Twine(t) + "] is " + llvm::Twine(sums.ints()[t]) +
          ", but the activations of the token add up to " + llvm::Twine(sum));
  }
  return llvm::Error::success();
}

llvm::Expected<Tensor> interp::multiply(const Tensor &x, const Tensor &sums,
                                        const Tensor &trits) {
  int64_t tokens = x.dim(0), depth = x.dim(1), rows = trits.dim(0);
  if (auto error = expectSize("weight's number of columns", trits.dim(1),
                              "the input's number of features", depth))
    return error;
  if (auto error = checkSums(x, sums))
    return error;
  Tensor result(ElementKind::I32, {tokens, rows});
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t n = 0; n < rows; ++n) {
      int64_t sum = 0;
      for (int64_t k = 0; k < depth; ++k)
        sum += trits.bytes()[n * depth + k] * x.bytes()[t * depth + k];
      if (auto error = storeSum(sum, t, n, result.ints()[t * rows + n]))
        return error;
    }
  return result;
}

/// One scale, or one for each row.
static llvm::Error expectScale(const Tensor &scale, int64_t rows) {
  if (scale.rank() != 1)
    return llvm::Error::success();
  return expectSize("number of row scales", scale.dim(0), "the number of rows",
                    rows);
}

llvm::Expected<Tensor> interp::dequantize(const Tensor &accumulators,
                                          const Tensor &scales,
                                          const Tensor &scale, bool divide) {
  int64_t tokens = accumulators.dim(0), rows = accumulators.dim(1);
  if (auto error = expectSize("number of token scales", scales.dim(0),
                              "the number of tokens", tokens))
    return error;
  if (auto error = expectScale(scale, rows))
    return error;
  Tensor result(ElementKind::F32, accumulators.shape());
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t n = 0; n < rows; ++n) {
      float s = scales.floats()[t],
            weight = scale.floats()[scale.rank() ? n : 0];
      auto sum = static_cast<float>(accumulators.ints()[t * rows + n]);
      result.floats()[t * rows + n] =
          divide ? sum / (s * weight) : sum * ((1.0F / s) * weight);
    }
  return result;
}

/// The trits of an operand that may be packed; its columns are then those of
/// the activations and its rows those of the result.
static llvm::Expected<Tensor> tritsOf(const Tensor &weight,
                                      std::optional<Attribute> layout,
                                      RankedTensorType result,
                                      const Tensor &x) {
  if (weight.kind() == ElementKind::Trit)
    return weight;
  auto packing = dyn_cast_or_null<trit::LayoutAttr>(layout.value_or(nullptr));
  if (!packing)
    return llvm::createStringError("a packed weight needs a #trit.layout");
  if (result.isDynamicDim(1))
    return llvm::createStringError("a packed weight needs a result with a "
                                   "static number of features");
  return unpackTrits(weight, packing, result.getDimSize(1), x.dim(1));
}

/// `f32(sum_k(w[n, k] * x[t, k])) * (scales[t] * scale[n])` for a fused
/// operation's operands.
template <typename Op>
static llvm::Expected<Tensor> product(Op op, mlir::Value weight,
                                      mlir::Value scale, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  auto trits = tritsOf(frame.tensor(weight), op.getLayout(),
                       op.getResult().getType(), x);
  if (!trits)
    return trits.takeError();
  auto sums = multiply(x, frame.tensor(op.getSums()), *trits);
  if (!sums)
    return sums.takeError();
  return dequantize(*sums, frame.tensor(op.getScales()), frame.tensor(scale),
                    op.getDivide());
}

static llvm::Error set(mlir::Value result, llvm::Expected<Tensor> tensor,
                       Frame &frame) {
  if (!tensor)
    return tensor.takeError();
  frame.set(result, std::move(*tensor));
  return llvm::Error::success();
}

static llvm::Error evaluateMatmul(MatmulOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  auto trits = tritsOf(frame.tensor(op.getWeight()), op.getLayout(),
                       op.getResult().getType(), x);
  if (!trits)
    return trits.takeError();
  return set(op, multiply(x, frame.tensor(op.getSums()), *trits), frame);
}

static llvm::Error evaluateDequantize(DequantizeOp op, Frame &frame) {
  return set(op,
             dequantize(frame.tensor(op.getInput()),
                        frame.tensor(op.getScales()),
                        frame.tensor(op.getScale()), op.getDivide()),
             frame);
}

static llvm::Error evaluateBitLinear(BitLinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  auto quantized = quantize(x, x.dim(1));
  if (!quantized)
    return quantized.takeError();
  auto sums = multiply(quantized->values, quantized->sums,
                       frame.tensor(op.getWeight()));
  if (!sums)
    return sums.takeError();
  return set(op,
             dequantize(*sums, quantized->scales, frame.tensor(op.getScale()),
                        op.getDivide()),
             frame);
}

static llvm::Error evaluateTritLinear(TritLinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  const Tensor &scale = frame.tensor(op.getScale());
  auto trits = tritsOf(frame.tensor(op.getWeight()), op.getLayout(),
                       op.getResult().getType(), x);
  if (!trits)
    return trits.takeError();
  int64_t tokens = x.dim(0), depth = x.dim(1), rows = trits->dim(0);
  if (auto error = expectSize("weight's number of columns", trits->dim(1),
                              "the input's number of features", depth))
    return error;
  if (auto error = expectScale(scale, rows))
    return error;
  Tensor result(ElementKind::F32, {tokens, rows});
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t n = 0; n < rows; ++n) {
      double sum = 0;
      for (int64_t k = 0; k < depth; ++k)
        sum += trits->bytes()[n * depth + k] *
               static_cast<double>(x.floats()[t * depth + k]);
      result.floats()[t * rows + n] =
          static_cast<float>(sum * scale.floats()[scale.rank() ? n : 0]);
    }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

static llvm::Error evaluateFusedMatmul(FusedMatmulOp op, Frame &frame) {
  auto result = product(op, op.getWeight(), op.getScale(), frame);
  if (result && op.getResidual())
    result = add(*result, frame.tensor(op.getResidual()));
  return set(op, std::move(result), frame);
}

static llvm::Error evaluateFusedGlu(FusedGluOp op, Frame &frame) {
  auto gate = product(op, op.getGate(), op.getGateScale(), frame);
  if (!gate)
    return gate.takeError();
  auto up = product(op, op.getUp(), op.getUpScale(), frame);
  if (!up)
    return up.takeError();
  return set(op, gatedUnit(op.getActivation(), *gate, *up), frame);
}

void interp::addProductHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluateMatmul);
  addHandler(handlers, evaluateDequantize);
  addHandler(handlers, evaluateBitLinear);
  addHandler(handlers, evaluateTritLinear);
  addHandler(handlers, evaluateFusedMatmul);
  addHandler(handlers, evaluateFusedGlu);
}
