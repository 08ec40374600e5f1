//===- ProgressLineTest.cpp -----------------------------------------------===//
#include "tern/Support/ProgressLine.h"

#include <gtest/gtest.h>

using namespace tern;

TEST(FormatBytesOf, TakesTheUnitOfTheTotal) {
  EXPECT_EQ(formatBytesOf(0, 999), "0.0 of 1.0 kB (0%)");
  EXPECT_EQ(formatBytesOf(1500, 20000), "1.5 of 20.0 kB (7%)");
  EXPECT_EQ(formatBytesOf(500'000, 2'000'000), "0.5 of 2.0 MB (25%)");
  EXPECT_EQ(formatBytesOf(17'700'000'000, 17'700'000'000),
            "17.7 of 17.7 GB (100%)");
}

TEST(FormatBytesOf, NothingOfNothing) {
  EXPECT_EQ(formatBytesOf(0, 0), "0.0 of 0.0 kB (0%)");
}
