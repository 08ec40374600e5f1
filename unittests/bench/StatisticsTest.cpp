//===- StatisticsTest.cpp -------------------------------------------------===//
#include "bench/Statistics.h"

#include <gtest/gtest.h>

using namespace tern::bench;

TEST(Statistics, MedianOfAnOddNumber) {
  EXPECT_EQ(summarize({5, 1, 3}).median, 3);
}

TEST(Statistics, MedianOfAnEvenNumber) {
  EXPECT_EQ(summarize({4, 1, 3, 2}).median, 2.5);
}

TEST(Statistics, SpreadIsTheMiddleHalf) {
  // Outliers at the ends do not count.
  EXPECT_DOUBLE_EQ(summarize({1000, 9, 10, 11, 0}).spread, 0.2);
  EXPECT_DOUBLE_EQ(summarize({2, 4}).spread, 1 / 3.);
}

TEST(Statistics, BestIsTheLargest) { EXPECT_EQ(summarize({3, 8, 5}).best, 8); }

TEST(Statistics, OneValueDoesNotSpread) {
  Figure figure = summarize({7});
  EXPECT_EQ(figure.median, 7);
  EXPECT_EQ(figure.spread, 0);
}

TEST(Statistics, NothingOfNothing) { EXPECT_EQ(summarize({0, 0}).spread, 0); }
