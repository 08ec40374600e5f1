//===- NoiseTest.cpp ------------------------------------------------------===//
#include "bench/Noise.h"

#include "TestSupport.h"

#include <gtest/gtest.h>

using namespace tern::bench;
using namespace tern::bench::test;

TEST(Noise, QuietIsNothing) {
  EXPECT_TRUE(findNoise(report(), 0.5, 2).empty());
  EXPECT_TRUE(findNoise(report(), 8, 16).empty());
}

TEST(Noise, SpreadsAreNamed) {
  BenchReport noisy = report();
  noisy.decode.rate.spread = 0.123;
  noisy.bandwidth.spread = 0.2;
  std::vector<std::string> expected = {"decode spreads by 12.3 %",
                                       "reading memory spreads by 20.0 %"};
  EXPECT_EQ(findNoise(noisy, 0, 2), expected);
}

TEST(Noise, OthersNeedProcessors) {
  std::vector<std::string> expected = {
      "the load average was 1.50 before, on 2 processors for 2 threads"};
  EXPECT_EQ(findNoise(report(), 1.5, 2), expected);
}

TEST(Noise, DevicesHaveNoThreads) {
  BenchReport device = report();
  device.device = "vulkan:0";
  device.threads = 0;
  std::vector<std::string> expected = {
      "the load average was 3.00 before, on 2 processors"};
  EXPECT_EQ(findNoise(device, 3, 2), expected);
}
