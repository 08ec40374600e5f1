//===- BarrierTest.cpp - where workers meet -------------------------------===//
#include "exec/Barrier.h"

#include "exec/Processors.h"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

using namespace tern::rt;

TEST(Barrier, OfOneNeverBlocks) {
  Barrier barrier(1);
  for (int i = 0; i < 1000; ++i)
    barrier.arriveAndWait(0);
}

TEST(Barrier, NobodyPassesBeforeAllArrive) {
  for (int workers : {2, 3, 8}) {
    Barrier barrier(workers);
    std::atomic<int> arrived{0}, early{0};
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker)
      threads.emplace_back([&, worker] {
        for (int round = 1; round <= 100; ++round) {
          ++arrived;
          barrier.arriveAndWait(worker);
          early += arrived < round * workers;
        }
      });
    for (std::thread &thread : threads)
      thread.join();
    EXPECT_EQ(early, 0) << workers;
  }
}

TEST(Barrier, SpinsOnlyWithAProcessorForEach) {
  EXPECT_GT(WaitPolicy::forWorkers(1).spins, 0);
  EXPECT_EQ(WaitPolicy::forWorkers(availableProcessors() + 1).spins, 0);
}
