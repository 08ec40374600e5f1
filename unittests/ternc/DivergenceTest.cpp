//===- DivergenceTest.cpp - how far logits are from others ----------------===//
#include "Divergence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using tern::Divergence;

static Divergence between(const std::vector<float> &reference,
                          const std::vector<float> &other, size_t top = 0) {
  Divergence found;
  found.add(reference, other, top);
  return found;
}

TEST(Divergence, OfTheSameIsNone) {
  Divergence found = between({1, 3, 2}, {1, 3, 2}, 2);
  EXPECT_EQ(found.sameTop, 1u);
  EXPECT_EQ(found.klMost, 0);
  EXPECT_EQ(found.differenceMost, 0);
  EXPECT_EQ(found.sameLargest, 1u);
  EXPECT_EQ(found.sameLogits, 3u);
}

TEST(Divergence, IsThatOfTheProbabilities) {
  // p = (1/4, 3/4), q = (1/2, 1/2); a common addend changes neither.
  auto log3 = static_cast<float>(std::log(3.0));
  Divergence found = between({0, log3}, {7, 7});
  EXPECT_NEAR(found.klMost, 0.25 * std::log(0.5) + 0.75 * std::log(1.5), 1e-7);
  EXPECT_EQ(found.sameTop, 0u) << "the lowest id among equals is 0";
  EXPECT_EQ(found.differenceMost, 7);
}

TEST(Divergence, SumsOverPositions) {
  Divergence found = between({0, 5}, {0, 4});
  double first = found.klSum;
  found.add(std::vector<float>{0, 5}, std::vector<float>{0, 5}, 0);
  EXPECT_EQ(found.positions, 2u);
  EXPECT_EQ(found.klSum, first);
  EXPECT_EQ(found.klMost, first);
  EXPECT_EQ(found.logits, 4u);
}

TEST(Divergence, ComparesTheLargestBitForBit) {
  EXPECT_EQ(between({9, 8, 1}, {9, 8, 2}, 2).sameLargest, 1u);
  EXPECT_EQ(between({9, 8, 1}, {9, 7, 1}, 2).sameLargest, 0u) << "value";
  EXPECT_EQ(between({9, 8, 1}, {8, 9, 1}, 2).sameLargest, 0u) << "order";
  EXPECT_EQ(between({9, 1, 8}, {9, 8.5F, 8}, 2).sameLargest, 0u) << "another";
  EXPECT_EQ(between({0.0F, -1}, {-0.0F, -1}, 1).sameLargest, 0u) << "sign";
  EXPECT_EQ(between({2, 1}, {2, 1}, 64).sameLargest, 1u) << "all";
}
