//===- Sampler.cpp - drawing the next token -------------------------------===//
#include "exec/Sampler.h"

#include "Error.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using namespace tern::rt;

static void require(bool holds, const char *name, const char *expected,
                    double value) {
  if (holds)
    return;
  char text[32];
  std::snprintf(text, sizeof(text), "%g", value);
  failArgument(std::string(name) + ": expected a number " + expected +
               ", got " + text);
}

void tern::rt::checkSampling(const tern_sampling &s) {
  // Written so that NaN fails each of them.
  require(s.temperature >= 0 && std::isfinite(s.temperature), "temperature",
          "of at least 0", s.temperature);
  require(s.top_k >= 0, "top-k", "of at least 0", s.top_k);
  require(s.top_p > 0 && s.top_p <= 1, "top-p", "in (0, 1]", s.top_p);
  require(s.min_p >= 0 && s.min_p <= 1, "min-p", "in [0, 1]", s.min_p);
  require(s.repeat_penalty > 0 && std::isfinite(s.repeat_penalty),
          "repeat-penalty", "above 0", s.repeat_penalty);
}

void tern::rt::checkExact(const tern_sampling &s, int64_t exactLogits) {
  if (exactLogits == 0)
    return;
  // A penalty can make a token the largest whose logit is an estimate.
  if (s.repeat_penalty != 1)
    failArgument("repeat-penalty: expected 1, as the bundle's head "
                 "(--head=int4-screen) estimates most logits");
  if (s.temperature > 0 && (s.top_k < 1 || s.top_k > exactLogits))
    failArgument("top-k: expected a number in [1, " +
                 std::to_string(exactLogits) + "] or temperature 0, got " +
                 std::to_string(s.top_k) +
                 ": the bundle's head (--head=int4-screen) estimates all but "
                 "the largest " +
                 std::to_string(exactLogits) + " logits");
}

bool tern::rt::isGreedy(const tern_sampling &s) {
  return s.temperature == 0 && s.repeat_penalty == 1;
}

namespace {
struct Candidate {
  double weight;
  float logit;
  int32_t id;
};
} // namespace

/// Number `index` of the SplitMix64 sequence of `seed` (Steele, Lea and Flood
/// 2014), as a double in [0, 1) from its upper 53 bits.
static double uniform(uint64_t seed, uint64_t index) {
  uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-53;
}

static void penalize(std::vector<float> &logits,
                     std::span<const int32_t> sequence, float penalty) {
  std::vector<bool> seen(logits.size());
  for (int32_t id : sequence) {
    if (seen[static_cast<size_t>(id)])
      continue;
    seen[static_cast<size_t>(id)] = true;
    float &logit = logits[static_cast<size_t>(id)];
    logit = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/// By logit, which tells apart what weights may round to one number.
static bool moreProbable(const Candidate &a, const Candidate &b) {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

static double total(const std::vector<Candidate> &candidates) {
  double sum = 0;
  for (const Candidate &candidate : candidates)
    sum += candidate.weight;
  return sum;
}

/// Keeps the k most probable, in order, which does not depend on how many there
/// were.
static void keepTopK(std::vector<Candidate> &candidates, size_t k) {
  if (k == 0)
    return;
  auto end = candidates.begin() +
             static_cast<std::ptrdiff_t>(std::min(k, candidates.size()));
  std::partial_sort(candidates.begin(), end, candidates.end(), moreProbable);
  candidates.erase(end, candidates.end());
}

/// Keeps the smallest prefix, most probable first, that sums to at least p.
static void keepTopP(std::vector<Candidate> &candidates, double p) {
  if (p >= 1)
    return;
  std::sort(candidates.begin(), candidates.end(), moreProbable);
  double needed = p * total(candidates), sum = 0;
  size_t kept = 0;
  while (kept < candidates.size() && sum < needed)
    sum += candidates[kept++].weight;
  candidates.resize(std::max<size_t>(kept, 1));
}

/// Weights are relative to the most probable token's 1, so this is a cut.
static void keepMinP(std::vector<Candidate> &candidates, double p) {
  std::erase_if(candidates, [p](const Candidate &c) { return c.weight < p; });
}

int32_t tern::rt::sample(std::span<const float> row,
                         std::span<const int32_t> sequence,
                         const tern_sampling &sampling,
                         const std::string &name) {
  for (size_t id = 0; id < row.size(); ++id)
    if (std::isnan(row[id]))
      throw Error(TERN_ERROR_INTERNAL, name + "the logit of token " +
                                           std::to_string(id) +
                                           " is not a number");
  std::vector<float> logits(row.begin(), row.end());
  if (sampling.repeat_penalty != 1)
    penalize(logits, sequence, sampling.repeat_penalty);
  auto best = std::max_element(logits.begin(), logits.end());
  if (!std::isfinite(*best))
    throw Error(TERN_ERROR_INTERNAL, name + "the largest logit is not finite");
  if (sampling.temperature == 0)
    return static_cast<int32_t>(best - logits.begin());

  // exp((l - max) / T) in double: the largest is exactly 1.
  std::vector<Candidate> candidates;
  candidates.reserve(logits.size());
  for (size_t id = 0; id < logits.size(); ++id)
    if (double weight = std::exp((double(logits[id]) - double(*best)) /
                                 double(sampling.temperature));
        weight > 0)
      candidates.push_back({weight, logits[id], static_cast<int32_t>(id)});
  keepTopK(candidates, static_cast<size_t>(sampling.top_k));
  keepTopP(candidates, double(sampling.top_p));
  keepMinP(candidates, double(sampling.min_p));

  double left = uniform(sampling.seed, sequence.size()) * total(candidates);
  for (const Candidate &candidate : candidates) {
    left -= candidate.weight;
    if (left < 0)
      return candidate.id;
  }
  // Rounding may leave a remainder; it belongs to the last.
  return candidates.back().id;
}
