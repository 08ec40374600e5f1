//===- MemoryNodesTest.cpp - processors and the memory near them ----------===//
#include "ToyBundle.h"
#include "exec/CpuExecutor.h"
#include "exec/FirstTouch.h"

#include <gtest/gtest.h>
#include <sched.h>

using namespace tern::rt;
using namespace tern::test;

/// Processors that the calling thread may run on.
static ProcessorList allowed() {
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(::sched_getaffinity(0, sizeof(set), &set), 0);
  ProcessorList list;
  for (int i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(i, &set))
      list.push_back(i);
  return list;
}

TEST(MemoryNodes, ListsAreRangesAndNumbers) {
  EXPECT_EQ(parseProcessorList("0-3,8,10-11\n"),
            (ProcessorList{0, 1, 2, 3, 8, 10, 11}));
  EXPECT_EQ(parseProcessorList("5"), ProcessorList{5});
  for (const char *none : {"", "\n", "x", "1-", "-1", "1;2", "0-99999999"})
    EXPECT_EQ(parseProcessorList(none), ProcessorList()) << none;
}

TEST(MemoryNodes, HaveTheProcessorsThatThisProcessMayUse) {
  TemporaryDirectory root;
  int usable = allowed().front();
  auto node = [&](const char *name, const std::string &list) {
    std::filesystem::create_directory(root.path / name);
    writeAll(root.path / name / "cpulist", list + "\n");
  };
  node("node1", std::to_string(usable) + ",65000");
  node("node0", "65001-65003");
  node("node2", "");
  node("possible", std::to_string(usable));
  EXPECT_EQ(memoryNodes(root.path),
            std::vector<ProcessorList>{ProcessorList{usable}});
  EXPECT_TRUE(memoryNodes(root.path / "absent").empty());
}

TEST(MemoryNodes, GetWorkersInProportion) {
  ProcessorList a{0, 1, 2, 3}, b{4, 5};
  EXPECT_EQ(placeWorkers({a, b}, 3, 0), (std::vector{a, a, b}));
  EXPECT_EQ(placeWorkers({a, b}, 6, 1), (std::vector{a, a, a, a, b, b}));
  EXPECT_EQ(placeWorkers({a, b}, 3, 5), (std::vector{b, a, a}));
  EXPECT_EQ(placeWorkers({a, b}, 1, 5), std::vector<ProcessorList>{b});
  EXPECT_TRUE(placeWorkers({a}, 4, 0).empty());
}

TEST(MemoryNodes, KeepTheirWorkers) {
  ProcessorList before = allowed(), first{before.front()}, last{before.back()};
  WorkerPool pool(3, {first, last, first});
  std::vector<ProcessorList> found(3);
  pool.run(
      [](void *context, int worker) {
        (*static_cast<std::vector<ProcessorList> *>(context))[worker] =
            allowed();
      },
      &found);
  EXPECT_EQ(found, (std::vector{before, last, first}))
      << "worker 0 is the caller's thread";
}

TEST(FirstTouch, SharesCoverAllBytes) {
  for (uint64_t bytes :
       {uint64_t{0}, uint64_t{1}, uint64_t{1000}, ~uint64_t{0}}) {
    uint64_t next = 0;
    for (int worker = 0; worker < 7; ++worker) {
      auto [begin, end] = shareOf(bytes, worker, 7);
      EXPECT_EQ(begin, next);
      EXPECT_LE(begin, end);
      next = end;
    }
    EXPECT_EQ(next, bytes);
  }
}

TEST(FirstTouch, LeavesTablesAlone) {
  Manifest manifest{};
  manifest.tensors = {{"table", {0, 10}}, {"w", {16, 20}}, {"q", {64, 30}}};
  manifest.decode.stages = {{"embedding", "f", {"table"}, {}},
                            {"matmul", "g", {"w"}, {}},
                            {"matmul", "g", {"w"}, {}},
                            {"head_refine", "h", {"q"}, {}}};
  auto whole = tensorsReadWhole(manifest);
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0].offset, 16U);
  EXPECT_EQ(whole[0].bytes, 20U);
}

TEST(FirstTouch, StepsAreTheSameOnSeveralNodes) {
  ToyBundle bundle;
  auto model = std::make_shared<const Model>(bundle.path(), false);
  ProcessorList processors = allowed();
  CpuExecutor executor(model, 2, /*sequences=*/1,
                       {{processors.front()}, {processors.back()}});
  std::vector<float> logits(toyVocab);
  int32_t id = 17;
  executor.run({.entry = TERN_ENTRY_DECODE,
                .ids = &id,
                .logits = logits.data(),
                .tokens = 1,
                .position = 0,
                .firstLogit = 0});
  for (int32_t v = 0; v < toyVocab; ++v)
    ASSERT_EQ(logits[v], toyLogit({id}, v)) << v;
}
