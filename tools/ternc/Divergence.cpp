//===- Divergence.cpp - how far logits are from others --------------------===//
#include "Divergence.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

using namespace tern;

using Row = std::span<const float>;

/// The logarithm of the sum of exponentials.
static double logSum(Row row) {
  double largest = *std::max_element(row.begin(), row.end()), sum = 0;
  for (float logit : row)
    sum += std::exp(double(logit) - largest);
  return largest + std::log(sum);
}

static double divergence(Row reference, Row other) {
  double from = logSum(reference), to = logSum(other), sum = 0;
  for (size_t i = 0; i < reference.size(); ++i) {
    double logP = double(reference[i]) - from, logQ = double(other[i]) - to;
    if (double p = std::exp(logP); p > 0)
      sum += p * (logP - logQ);
  }
  return std::max(sum, 0.0); // Rounding may leave less.
}

/// Ids of the `count` largest, in order.
static std::vector<size_t> largest(Row row, size_t count) {
  std::vector<size_t> ids(row.size());
  std::iota(ids.begin(), ids.end(), size_t(0));
  auto end =
      ids.begin() + static_cast<std::ptrdiff_t>(std::min(count, ids.size()));
  std::partial_sort(ids.begin(), end, ids.end(), [&](size_t a, size_t b) {
    return row[a] > row[b] || (row[a] == row[b] && a < b);
  });
  ids.erase(end, ids.end());
  return ids;
}

static bool sameBits(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
}

void Divergence::add(Row reference, Row other, size_t top) {
  ++positions;
  auto id = [](Row row) {
    return std::max_element(row.begin(), row.end()) - row.begin();
  };
  sameTop += id(reference) == id(other);
  double kl = divergence(reference, other);
  klSum += kl;
  klMost = std::max(klMost, kl);
  logits += reference.size();
  for (size_t i = 0; i < reference.size(); ++i) {
    differenceMost = std::max(
        differenceMost, std::fabs(double(reference[i]) - double(other[i])));
    sameLogits += sameBits(reference[i], other[i]);
  }
  std::vector<size_t> ids = largest(reference, top);
  sameLargest += ids == largest(other, top) &&
                 std::all_of(ids.begin(), ids.end(), [&](size_t i) {
                   return sameBits(reference[i], other[i]);
                 });
}
