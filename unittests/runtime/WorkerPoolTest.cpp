//===- WorkerPoolTest.cpp - the threads that run a step -------------------===//
#include "exec/WorkerPool.h"

#include <gtest/gtest.h>

using namespace tern::rt;

class Workers : public ::testing::TestWithParam<int> {};

TEST_P(Workers, EachRunsEachJobOnce) {
  WorkerPool pool(GetParam());
  std::vector<int> counts(size_t(pool.workers()));
  for (int job = 0; job < 500; ++job)
    pool.run(
        [](void *context, int worker) {
          ++(*static_cast<std::vector<int> *>(context))[size_t(worker)];
        },
        &counts);
  EXPECT_EQ(counts, std::vector<int>(size_t(GetParam()), 500));
}

TEST_P(Workers, TheBarrierOrdersWrites) {
  struct Shared {
    WorkerPool *pool;
    std::vector<long> values;
    std::vector<long> errors;
  };
  WorkerPool pool(GetParam());
  size_t workers = size_t(GetParam());
  Shared shared{&pool, std::vector<long>(workers), std::vector<long>(workers)};
  auto job = [](void *context, int worker) {
    auto &shared = *static_cast<Shared *>(context);
    for (long round = 1; round <= 200; ++round) {
      shared.values[size_t(worker)] = round;
      shared.pool->barrier().arriveAndWait(worker);
      for (long value : shared.values)
        shared.errors[size_t(worker)] += value != round;
      shared.pool->barrier().arriveAndWait(worker);
    }
  };
  for (int i = 0; i < 5; ++i)
    pool.run(job, &shared);
  EXPECT_EQ(shared.errors, std::vector<long>(workers));
}

TEST_P(Workers, WakeAfterALongSleep) {
  WorkerPool pool(GetParam());
  std::atomic<int> count{0};
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    pool.run(
        [](void *context, int) { ++*static_cast<std::atomic<int> *>(context); },
        &count);
  }
  EXPECT_EQ(count, 3 * GetParam());
}

TEST_P(Workers, EndWithoutAJob) { WorkerPool pool(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Counts, Workers, ::testing::Values(1, 2, 3, 8));
