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

namespace {
/// Where a token stands: at which position of which sequence.
struct TokenPlace {
  int64_t sequence, position;
};
} // namespace

/// Places of the tokens of a step of one sequence, or of several.
template <typename Op>
static llvm::Expected<std::vector<TokenPlace>>
readPlaces(Op op, const Frame &frame, int64_t tokens, int64_t capacity,
           int64_t sequences) {
  std::vector<TokenPlace> places;
  if (!op.getPlaces()) {
    int64_t position = frame.index(op.getPosition());
    if (llvm::Error error = expectPositions(position, tokens, capacity))
      return error;
    for (int64_t t = 0; t < tokens; ++t)
      places.push_back({0, position + t});
    return places;
  }
  const Tensor &given = frame.tensor(op.getPlaces());
  if (llvm::Error error = expectSize("number of places", given.dim(1),
                                     "the number of tokens", tokens))
    return error;
  for (int64_t t = 0; t < tokens; ++t) {
    TokenPlace place{given.ints()[t], given.ints()[tokens + t]};
    if (place.sequence < 0 || place.sequence >= sequences)
      return llvm::createStringError(
          "token " + llvm::Twine(t) + " is of sequence " +
          llvm::Twine(place.sequence) + ", of which there are " +
          llvm::Twine(sequences));
    if (llvm::Error error = expectPositions(place.position, 1, capacity))
      return error;
    places.push_back(place);
  }
  return places;
}

static llvm::Error evaluateRope(RopeOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  const Tensor &table = frame.tensor(op.getTable());
  int64_t tokens = x.dim(0), features = x.dim(1);
  int64_t headDim = table.dim(1), half = headDim / 2;
  if (llvm::Error error = expectMultiple(features, headDim))
    return error;
  // Angles are the same whatever the sequence.
  auto places = readPlaces(op, frame, tokens, table.dim(0),
                           std::numeric_limits<int64_t>::max());
  if (!places)
    return places.takeError();
  Tensor result(ElementKind::F32, x.shape());
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t head = 0; head < features; head += headDim) {
      const float *angles = &table.floats()[(*places)[t].position * headDim];
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
/// what; `batched` if it is that of several sequences.
struct CacheShape {
  CacheShape(const Tensor &cache, bool batched)
      : sequences(batched ? cache.dim(0) : 1), groups(cache.dim(batched)),
        words(cache.rank() - batched == 5),
        block(cache.rank() - batched >= 4 ? cache.dim(3 + batched) : 1),
        word(words ? cache.dim(4 + batched) : 1),
        positions(cache.dim(1 + batched) * block),
        dims(cache.dim(2 + batched) * word) {}

  int64_t offset(int64_t sequence, int64_t group, int64_t position,
                 int64_t feature) const {
    int64_t index =
        (sequence * groups + group) * (positions / block) + position / block;
    index = index * (dims / word) + feature / word;
    index = index * block + position % block;
    return index * word + feature % word;
  }

  /// Where the scale of a position is, of so many of a group.
  int64_t scaleOffset(int64_t sequence, int64_t group, int64_t position,
                      const Tensor &scales) const {
    return (sequence * groups + group) * scales.dim(scales.rank() - 1) +
           position;
  }

  int64_t sequences, groups;
  bool words;
  int64_t block, word, positions, dims;
};
} // namespace

/// Appends one head of one token to a cache of i8; returns its scale.
static llvm::Expected<float> quantizeHead(llvm::ArrayRef<float> head,
                                          Tensor &cache,
                                          const CacheShape &shape,
                                          int64_t group, TokenPlace place) {
  float largest = kSmallestMagnitude;
  for (float x : head)
    largest = std::max(largest, std::fabs(x));
  float inverse = 127.0F / largest;
  for (auto [d, x] : llvm::enumerate(head))
    if (llvm::Error error =
            cache.setNumber(shape.offset(place.sequence, group, place.position,
                                         static_cast<int64_t>(d)),
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
  CacheShape shape(cache, static_cast<bool>(op.getPlaces()));
  int64_t tokens = x.dim(0);
  if (llvm::Error error =
          expectSize("number of features", x.dim(1), "the cache's G * D",
                     shape.groups * shape.dims))
    return error;
  auto places = readPlaces(op, frame, tokens, shape.positions, shape.sequences);
  if (!places)
    return places.takeError();
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t g = 0; g < shape.groups; ++g) {
      auto [sequence, position] = (*places)[t];
      llvm::ArrayRef<float> head =
          x.floats().slice((t * shape.groups + g) * shape.dims, shape.dims);
      if (scales) {
        llvm::Expected<float> scale =
            quantizeHead(head, cache, shape, g, (*places)[t]);
        if (!scale)
          return scale.takeError();
        scales->floats()[shape.scaleOffset(sequence, g, position, *scales)] =
            *scale;
        continue;
      }
      for (int64_t d = 0; d < shape.dims; ++d)
        if (llvm::Error error = cache.setNumber(
                shape.offset(sequence, g, position, d), head[d]))
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

/// The rows of a group of a sequence at positions [0, count), multiplied with
/// their scales.
static std::vector<double> readGroup(const Tensor &cache,
                                     const CacheShape &shape,
                                     const Tensor *scales, int64_t sequence,
                                     int64_t group, int64_t count) {
  std::vector<double> rows;
  rows.reserve(count * shape.dims);
  for (int64_t p = 0; p < count; ++p) {
    double scale =
        scales
            ? scales->floats()[shape.scaleOffset(sequence, group, p, *scales)]
            : 1.0;
    for (int64_t d = 0; d < shape.dims; ++d)
      rows.push_back(cache.number(shape.offset(sequence, group, p, d)) * scale);
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
  bool batched = static_cast<bool>(op.getPlaces());
  CacheShape keys(keyCache, batched), values(valueCache, batched);
  int64_t tokens = query.dim(0);
  int64_t heads = query.dim(1) / values.dims, perGroup = heads / values.groups;
  double scale = op.getScale().convertToDouble();
  if (llvm::Error error =
          expectMultiple(query.dim(1), values.groups * values.dims))
    return error;
  auto places =
      readPlaces(op, frame, tokens, values.positions, values.sequences);
  if (!places)
    return places.takeError();
  Tensor result(ElementKind::F32, query.shape());
  for (int64_t group = 0; group < values.groups; ++group) {
    std::vector<double> k, v;
    for (int64_t t = 0; t < tokens; ++t) {
      auto [sequence, position] = (*places)[t];
      if (batched || t == 0) {
        int64_t count = (batched ? position : places->back().position) + 1;
        k = readGroup(keyCache, keys, scalesOf(op.getKeyScales()), sequence,
                      group, count);
        v = readGroup(valueCache, values, scalesOf(op.getValueScales()),
                      sequence, group, count);
      }
      std::vector<double> weights(position + 1);
      for (int64_t i = 0; i < perGroup; ++i) {
        int64_t at = (t * heads + group * perGroup + i) * values.dims;
        llvm::ArrayRef<float> head = query.floats().slice(at, values.dims);
        std::vector<double> q(head.begin(), head.end());
        const float *valueScales = nullptr;
        if (keys.words) {
          q = roundToDigits(head);
          const Tensor &scales = frame.tensor(op.getValueScales());
          valueScales =
              &scales.floats()[values.scaleOffset(sequence, group, 0, scales)];
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
