//===- AttentionOps.cpp - positions, caches and attention -----------------===//
#include "Frame.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static llvm::Error expectMultiple(int64_t features, int64_t of) {
  if (features % of == 0)
    return llvm::Error::success();
  return llvm::createStringError("number of features " + llvm::Twine(features) +
                                 " is not a multiple of " + llvm::Twine(of));
}

static llvm::Error evaluateRope(RopeOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  const Tensor &table = frame.tensor(op.getTable());
  int64_t position = frame.index(op.getPosition());
  int64_t tokens = x.dim(0), features = x.dim(1);
  int64_t headDim = table.dim(1), half = headDim / 2;
  if (llvm::Error error = expectMultiple(features, headDim))
    return error;
  if (llvm::Error error = expectPositions(position, tokens, table.dim(0)))
    return error;
  Tensor result(ElementKind::F32, x.shape());
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t head = 0; head < features; head += headDim) {
      const float *angles = &table.floats()[(position + t) * headDim];
      const float *in = &x.floats()[t * features + head];
      float *out = &result.floats()[t * features + head];
      for (int64_t i = 0; i < half; ++i) {
        float cosine = angles[i], sine = angles[half + i];
        out[i] = in[i] * cosine - in[i + half] * sine;
        out[i + half] = in[i + half] * cosine + in[i] * sine;
      }
    }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

static llvm::Error evaluateKVAppend(KVAppendOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  Tensor cache = frame.tensor(op.getCache());
  int64_t position = frame.index(op.getPosition()), tokens = x.dim(0);
  int64_t groups = cache.dim(0), capacity = cache.dim(1), dims = cache.dim(2);
  if (llvm::Error error = expectSize("number of features", x.dim(1),
                                     "the cache's G * D", groups * dims))
    return error;
  if (llvm::Error error = expectPositions(position, tokens, capacity))
    return error;
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t g = 0; g < groups; ++g)
      llvm::copy(x.floats().slice((t * groups + g) * dims, dims),
                 cache.floats().begin() + (g * capacity + position + t) * dims);
  frame.set(op, std::move(cache));
  return llvm::Error::success();
}

/// exp(scores - max) / sum.
static void softmax(llvm::MutableArrayRef<double> scores) {
  double largest = *std::max_element(scores.begin(), scores.end()), sum = 0;
  for (double &score : scores)
    sum += score = std::exp(score - largest);
  for (double &score : scores)
    score /= sum;
}

/// One query head of one token over the positions of `weights`: `keys` and
/// `values` are `[positions, out.size()]`.
static void attend(const float *query, const float *keys, const float *values,
                   double scale, llvm::MutableArrayRef<double> weights,
                   llvm::MutableArrayRef<float> out) {
  size_t dims = out.size();
  for (auto [p, score] : llvm::enumerate(weights)) {
    double dot = 0;
    for (size_t d = 0; d < dims; ++d)
      dot += static_cast<double>(query[d]) * keys[p * dims + d];
    score = scale * dot;
  }
  softmax(weights);
  for (size_t d = 0; d < dims; ++d) {
    double sum = 0;
    for (auto [p, weight] : llvm::enumerate(weights))
      sum += weight * values[p * dims + d];
    out[d] = static_cast<float>(sum);
  }
}

static llvm::Error evaluateAttention(AttentionOp op, Frame &frame) {
  const Tensor &query = frame.tensor(op.getQuery());
  const Tensor &keys = frame.tensor(op.getKeys());
  const Tensor &values = frame.tensor(op.getValues());
  int64_t position = frame.index(op.getPosition()), tokens = query.dim(0);
  int64_t groups = keys.dim(0), capacity = keys.dim(1), dims = keys.dim(2);
  int64_t heads = query.dim(1) / dims, perGroup = heads / groups;
  double scale = op.getScale().convertToDouble();
  if (llvm::Error error = expectMultiple(query.dim(1), groups * dims))
    return error;
  if (llvm::Error error = expectPositions(position, tokens, capacity))
    return error;
  Tensor result(ElementKind::F32, query.shape());
  for (int64_t t = 0; t < tokens; ++t) {
    std::vector<double> weights(position + t + 1);
    for (int64_t h = 0; h < heads; ++h) {
      int64_t at = (t * heads + h) * dims,
              group = h / perGroup * capacity * dims;
      attend(&query.floats()[at], &keys.floats()[group],
             &values.floats()[group], scale, weights,
             result.floats().slice(at, dims));
    }
  }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

void interp::addAttentionHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluateRope);
  addHandler(handlers, evaluateKVAppend);
  addHandler(handlers, evaluateAttention);
}
