//===- LaunchTest.cpp - threads that meet ---------------------------------===//
#include "Launch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

using namespace tern::test;

namespace {
using Self = TernEmulatedThread;

uint32_t *numbers(const uint64_t *arguments) {
  return reinterpret_cast<uint32_t *>(arguments[0]);
}

/// Runs a kernel on `count` numbers.
std::vector<uint32_t> runOn(TernEmulatedKernel kernel, size_t count,
                            unsigned workgroups, unsigned threads,
                            uint64_t memory = 0) {
  std::vector<uint32_t> result(count, 7);
  uint64_t argument = reinterpret_cast<uint64_t>(result.data());
  launch({"kernel", kernel, memory}, workgroups, threads, &argument);
  return result;
}
} // namespace

TEST(Launch, EachThreadKnowsItsPlace) {
  auto kernel = [](Self *self, const uint64_t *arguments) {
    numbers(arguments)[self->workgroup * self->threads + self->thread] =
        100 * self->workgroup + self->thread + 10000 * self->workgroups;
  };
  std::vector<uint32_t> result = runOn(kernel, 3 * 64, 3, 64);
  for (uint32_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], 30000 + 100 * (i / 64) + i % 64);
}

TEST(Launch, BarriersLetAllPassTogether) {
  // Each thread reads what the next one has written before the barrier.
  auto kernel = [](Self *self, const uint64_t *arguments) {
    auto *shared = static_cast<uint32_t *>(self->memory);
    for (uint32_t round = 0; round < 3; ++round) {
      shared[self->thread] = self->thread + round;
      self->barrier(self);
      uint32_t read = shared[(self->thread + 1) % self->threads];
      self->barrier(self);
      numbers(arguments)[3 * self->thread + round] = read;
    }
  };
  std::vector<uint32_t> result = runOn(kernel, 3 * 64, 1, 64, 64 * 4);
  for (uint32_t i = 0; i < result.size(); ++i)
    EXPECT_EQ(result[i], (i / 3 + 1) % 64 + i % 3);
}

TEST(Launch, BarriersOfLanesLetAWarpPass) {
  // Each lane reads what the next one has written; warps meet unequally often.
  auto kernel = [](Self *self, const uint64_t *arguments) {
    auto *shared = static_cast<uint32_t *>(self->memory);
    uint32_t warp = self->thread / 32, sum = 0;
    for (uint32_t round = 0; round <= 2 * warp; ++round) {
      shared[self->thread] = self->thread + round;
      self->syncLanes(self, 32);
      sum += shared[32 * warp + (self->thread + 1) % 32];
      self->syncLanes(self, 32);
    }
    self->barrier(self);
    numbers(arguments)[self->thread] = sum;
  };
  std::vector<uint32_t> result = runOn(kernel, 64, 1, 64, 64 * 4);
  for (uint32_t i = 0; i < 32; ++i) {
    EXPECT_EQ(result[i], (i + 1) % 32);
    EXPECT_EQ(result[32 + i], 3 * (32 + (i + 1) % 32) + 3);
  }
}

TEST(Launch, ShufflesStayWithinAWarp) {
  auto kernel = [](Self *self, const uint64_t *arguments) {
    // A lane counts modulo 32.
    uint64_t both = uint64_t(5) << 32 | 2 * self->thread;
    uint64_t read = self->shuffle(self, both, self->thread ^ 33);
    numbers(arguments)[self->thread] = uint32_t(read + 100 * (read >> 32));
  };
  std::vector<uint32_t> result = runOn(kernel, 64, 1, 64);
  for (uint32_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], 500 + 2 * (i ^ 1));
}

TEST(Launch, WarpsOfABlockNeedNotShuffleAlike) {
  auto kernel = [](Self *self, const uint64_t *arguments) {
    uint64_t value = self->thread;
    for (uint32_t i = 0; i <= self->thread / 32; ++i)
      value += self->shuffle(self, value, 0);
    self->barrier(self);
    numbers(arguments)[self->thread] = uint32_t(value);
  };
  std::vector<uint32_t> result = runOn(kernel, 64, 1, 64);
  EXPECT_EQ(result[1], 1u);
  EXPECT_EQ(result[33], 33u + 32 + 64);
}

TEST(Launch, LanesMeetByWarps) {
  // Only the second warp's lanes meet, and read what the next has written.
  auto kernel = [](Self *self, const uint64_t *arguments) {
    auto *shared = static_cast<uint32_t *>(self->memory);
    uint32_t lane = self->thread % 32;
    if (self->thread >= 32) {
      shared[lane] = lane;
      self->syncLanes(self, 32);
      numbers(arguments)[lane] = shared[(lane + 1) % 32];
    }
  };
  std::vector<uint32_t> result = runOn(kernel, 32, 1, 64, 32 * 4);
  for (uint32_t i = 0; i < 32; ++i)
    EXPECT_EQ(result[i], (i + 1) % 32);
}

TEST(Launch, LanesOfAWaveMeet) {
  // Each half reads what the other has written; before, the second half's lanes
  // meet by themselves.
  auto kernel = [](Self *self, const uint64_t *arguments) {
    auto *shared = static_cast<uint32_t *>(self->memory);
    shared[self->thread] = self->thread;
    if (self->thread % 64 >= 32)
      self->syncLanes(self, 32);
    self->syncLanes(self, 64);
    numbers(arguments)[self->thread] = shared[self->thread ^ 32];
  };
  std::vector<uint32_t> result = runOn(kernel, 128, 1, 128, 128 * 4);
  for (uint32_t i = 0; i < 128; ++i)
    EXPECT_EQ(result[i], i ^ 32);
}

TEST(LaunchDeathTest, WavesDemandAllOfTheirThreads) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto half = [](Self *self, const uint64_t *) {
    uint32_t words[8] = {};
    self->multiply(self, TernEmulatedMfma, words);
  };
  EXPECT_DEATH(runOn(half, 1, 1, 32), "kernel: threads wait for others");
}

namespace {
/// Waits until all workgroups have come.
void meet(Self *self, const uint64_t *arguments) {
  std::atomic_ref<uint32_t> count(numbers(arguments)[0]);
  ++count;
  while (count < 7 + self->workgroups)
    self->pause(self);
}
} // namespace

TEST(Launch, ResidentWorkgroupsWaitForEachOther) {
  std::vector<uint32_t> result(1, 7);
  uint64_t argument = reinterpret_cast<uint64_t>(result.data());
  launch({"kernel", meet, 0}, 5, 1, &argument, /*concurrent=*/5);
  EXPECT_EQ(result[0], 12u);
}

TEST(LaunchDeathTest, WorkgroupsThatAreNotResidentAreReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(runOn(meet, 1, 3, 1), "kernel: workgroups wait for others");
}

TEST(Launch, AWorkgroupsMemoryBeginsWithNoNumber) {
  auto kernel = [](Self *self, const uint64_t *arguments) {
    auto *shared = static_cast<uint32_t *>(self->memory);
    numbers(arguments)[self->workgroup] = shared[1];
    shared[1] = 0;
  };
  EXPECT_EQ(runOn(kernel, 5, 5, 1, 8), std::vector<uint32_t>(5, ~0u));
}

TEST(LaunchDeathTest, ThreadsThatPartAreReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto some = [](Self *self, const uint64_t *) {
    if (self->thread < 3)
      self->barrier(self);
  };
  EXPECT_DEATH(runOn(some, 1, 1, 32), "kernel: threads wait for others");
  auto mixed = [](Self *self, const uint64_t *) {
    if (self->thread == 5)
      self->barrier(self);
    else
      self->shuffle(self, 0, 0);
  };
  EXPECT_DEATH(runOn(mixed, 1, 1, 32), "kernel: threads wait for others");
}
