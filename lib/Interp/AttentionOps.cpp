//===- AttentionOps.cpp - positions, caches and attention -----------------===//
#include "Digits.h"
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

namespace {
/// Where a cache of rows, of transposed blocks or of blocks of words holds
/// what.
struct CacheShape {
  explicit CacheShape(const Tensor &cache)
      : groups(cache.dim(0)), block(cache.rank() >= 4 ? cache.dim(3) : 1),
        word(cache.rank() == 5 ? cache.dim(4) : 1),
        positions(cache.dim(1) * block), dims(cache.dim(2) * word) {}

  int64_t offset(int64_t group, int64_t position, int64_t feature) const {
    int64_t index = group * (positions / block) + position / block;
    index = index * (dims / word) + feature / word;
    index = index * block + position % block;
    return index * word + feature % word;
  }

  int64_t groups, block, word, positions, dims;
};
} // namespace

/// Appends one head of one token to a cache of i8; returns its scale.
static llvm::Expected<float> quantizeHead(llvm::ArrayRef<float> head,
                                          Tensor &cache,
                                          const CacheShape &shape,
                                          int64_t group, int64_t position) {
  float largest = 0x1p-100F;
  for (float x : head)
    largest = std::max(largest, std::fabs(x));
  float inverse = 127.0F / largest;
  for (auto [d, x] : llvm::enumerate(head))
    if (llvm::Error error = cache.setNumber(
            shape.offset(group, position, static_cast<int64_t>(d)),
            std::nearbyint(x * inverse)))
      return error;
  return largest / 127.0F;
}

static llvm::Error evaluateKVAppend(KVAppendOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  Tensor cache = frame.tensor(op.getCache());
  std::optional<Tensor> scales;
  if (op.getScales())
    scales = frame.tensor(op.getScales());
  CacheShape shape(cache);
  int64_t position = frame.index(op.getPosition()), tokens = x.dim(0);
  if (llvm::Error error =
          expectSize("number of features", x.dim(1), "the cache's G * D",
                     shape.groups * shape.dims))
    return error;
  if (llvm::Error error = expectPositions(position, tokens, shape.positions))
    return error;
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t g = 0; g < shape.groups; ++g) {
      llvm::ArrayRef<float> head =
          x.floats().slice((t * shape.groups + g) * shape.dims, shape.dims);
      if (scales) {
        llvm::Expected<float> scale =
            quantizeHead(head, cache, shape, g, position + t);
        if (!scale)
          return scale.takeError();
        scales->floats()[g * scales->dim(1) + position + t] = *scale;
        continue;
      }
      for (int64_t d = 0; d < shape.dims; ++d)
        if (llvm::Error error =
                cache.setNumber(shape.offset(g, position + t, d), head[d]))
          return error;
    }
  frame.set(op.getResult(), std::move(cache));
  if (scales)
    frame.set(op.getNewScales(), std::move(*scales));
  return llvm::Error::success();
}

/// What the numbers of two digits are that a query is multiplied as.
static std::vector<double> roundToDigits(llvm::ArrayRef<float> query) {
  Digits digits(query);
  std::vector<double> rounded;
  for (auto [upper, lower] : llvm::zip_equal(digits.upper, digits.lower))
    rounded.push_back(static_cast<double>(256 * upper + lower) * digits.step);
  return rounded;
}

/// exp(scores - max) / sum.
static void softmax(llvm::MutableArrayRef<double> scores) {
  double largest = *std::max_element(scores.begin(), scores.end()), sum = 0;
  for (double &score : scores)
    sum += score = std::exp(score - largest);
  for (double &score : scores)
    score /= sum;
}

/// The rows of a group at positions [0, count), multiplied with their scales.
static std::vector<double> readGroup(const Tensor &cache, const Tensor *scales,
                                     int64_t group, int64_t count) {
  CacheShape shape(cache);
  std::vector<double> rows;
  rows.reserve(count * shape.dims);
  for (int64_t p = 0; p < count; ++p) {
    double scale = scales ? scales->floats()[group * scales->dim(1) + p] : 1.0;
    for (int64_t d = 0; d < shape.dims; ++d)
      rows.push_back(cache.number(shape.offset(group, p, d)) * scale);
  }
  return rows;
}

/// Weights of values that `scales` are multiplied with, as numbers of 16 bits
/// of the largest of a chunk (`tern.attention`).
static void roundWeights(llvm::MutableArrayRef<double> weights,
                         const float *scales) {
  for (size_t begin = 0; begin < weights.size(); begin += kAttentionChunk) {
    size_t end = std::min(weights.size(), begin + kAttentionChunk);
    double largest = kSmallestWeight;
    for (size_t p = begin; p < end; ++p)
      largest = std::max(largest, weights[p] * scales[p]);
    double step = largest / kLargestWeightDigits;
    for (size_t p = begin; p < end; ++p)
      weights[p] =
          std::nearbyint(weights[p] * scales[p] / step) * step / scales[p];
  }
}

/// One query head of one token over the positions of `weights`: `keys` and
/// `values` are `[positions, out.size()]`. With `valueScales` products are
/// those of integers.
static void attend(llvm::ArrayRef<double> query, const double *keys,
                   const double *values, const float *valueScales, double scale,
                   llvm::MutableArrayRef<double> weights,
                   llvm::MutableArrayRef<float> out) {
  size_t dims = out.size();
  for (auto [p, score] : llvm::enumerate(weights)) {
    double dot = 0;
    for (size_t d = 0; d < dims; ++d)
      dot += query[d] * keys[p * dims + d];
    score = scale * dot;
  }
  softmax(weights);
  if (valueScales)
    roundWeights(weights, valueScales);
  for (size_t d = 0; d < dims; ++d) {
    double sum = 0;
    for (auto [p, weight] : llvm::enumerate(weights))
      sum += weight * values[p * dims + d];
    out[d] = static_cast<float>(sum);
  }
}

static llvm::Error evaluateAttention(AttentionOp op, Frame &frame) {
  const Tensor &query = frame.tensor(op.getQuery());
  auto scalesOf = [&](mlir::Value scales) {
    return scales ? &frame.tensor(scales) : nullptr;
  };
  const Tensor &keyCache = frame.tensor(op.getKeys()),
               &valueCache = frame.tensor(op.getValues());
  CacheShape values(valueCache);
  int64_t position = frame.index(op.getPosition()), tokens = query.dim(0);
  int64_t heads = query.dim(1) / values.dims, perGroup = heads / values.groups;
  double scale = op.getScale().convertToDouble();
  if (llvm::Error error =
          expectMultiple(query.dim(1), values.groups * values.dims))
    return error;
  if (llvm::Error error = expectPositions(position, tokens, values.positions))
    return error;
  Tensor result(ElementKind::F32, query.shape());
  bool words = keyCache.rank() == 5;
  for (int64_t group = 0; group < values.groups; ++group) {
    std::vector<double> k = readGroup(keyCache, scalesOf(op.getKeyScales()),
                                      group, position + tokens),
                        v = readGroup(valueCache, scalesOf(op.getValueScales()),
                                      group, position + tokens);
    for (int64_t t = 0; t < tokens; ++t) {
      std::vector<double> weights(position + t + 1);
      for (int64_t i = 0; i < perGroup; ++i) {
        int64_t at = (t * heads + group * perGroup + i) * values.dims;
        llvm::ArrayRef<float> head = query.floats().slice(at, values.dims);
        std::vector<double> q(head.begin(), head.end());
        const float *valueScales = nullptr;
        if (words) {
          q = roundToDigits(head);
          const Tensor &scales = frame.tensor(op.getValueScales());
          valueScales = &scales.floats()[group * scales.dim(1)];
        }
        attend(q, k.data(), v.data(), valueScales, scale, weights,
               result.floats().slice(at, values.dims));
      }
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
