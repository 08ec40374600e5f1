//===- ProcessorsTest.cpp - where a thread runs ---------------------------===//
#include "exec/Processors.h"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

using namespace tern::rt;

TEST(Processors, ThreadsMoveOffAProcessor) {
  if (currentProcessor() < 0 || availableProcessors() < 2)
    GTEST_SKIP() << "nowhere to move";
  // The system may move it back before anybody looks, but not every time; nor
  // does it move one that stays in each of so many moments.
  int moved = 0;
  for (int i = 0; i < 100; ++i) {
    int here = currentProcessor();
    moveOff({&here, 1});
    moved += currentProcessor() != here;
  }
  EXPECT_GT(moved, 50);
}

TEST(Processors, MovingLeavesWhereAThreadMayRun) {
  int available = availableProcessors(), here = currentProcessor();
  if (here < 0)
    GTEST_SKIP() << "not known here";
  moveOff({&here, 1});
  EXPECT_EQ(availableProcessors(), available);
  std::vector<int> all(1024);
  std::iota(all.begin(), all.end(), 0);
  moveOff(all);
  EXPECT_EQ(availableProcessors(), available);
}
