//===- OpTableTest.cpp - stages become rows -------------------------------===//
#include "TestSupport.h"

#include <gtest/gtest.h>

using namespace tern::bench;
using namespace tern::bench::test;

static const OpRow &rowOf(const OpTable &table, const std::string &op) {
  for (const OpRow &row : table.rows)
    if (row.op == op)
      return row;
  ADD_FAILURE() << "no row " << op;
  return table.barrier;
}

TEST(OpTable, LayersAreOneRow) {
  Workload workload(manifest().dump());
  std::vector<ProfiledRepeat> repeats = {
      repeat(workload, 4, 1), repeat(workload, 6, 1), repeat(workload, 5, 3)};
  OpTable table = tabulate(workload, planSteps(2, 3, 1), repeats, {100, 1000});
  ASSERT_EQ(table.rows.size(), 5u);
  const OpRow &row = rowOf(table, "fused_matmul");
  EXPECT_EQ(row.weights, "model.layers.*.up.weight");
  EXPECT_EQ(row.count, 2u);
  // Two layers of 4, 6 and 5 seconds, two tokens.
  EXPECT_EQ(row.seconds.median, 5);
  EXPECT_EQ(row.seconds.spread, 0.2);
  EXPECT_EQ(row.waiting.median, 1);
  EXPECT_EQ(row.work.bytes, 2 * 28);
  EXPECT_EQ(row.work.macs, 2 * 96);
  EXPECT_TRUE(row.readingBound);
  EXPECT_EQ(row.floorSeconds, 0.56);
  EXPECT_DOUBLE_EQ(row.fractionOfFloor(), 0.112);
}

TEST(OpTable, SharesAddUpToOne) {
  Workload workload(manifest().dump());
  std::vector<ProfiledRepeat> repeats = {repeat(workload, 4, 1),
                                         repeat(workload, 5, 2)};
  for (int64_t tokens : {1, 4, 9}) {
    OpTable table =
        tabulate(workload, planSteps(tokens, 0, 4), repeats, {100, 1000});
    double shares = table.barrier.share, seconds = table.barrier.seconds.median;
    double floors = 0;
    for (const OpRow &row : table.rows) {
      shares += row.share;
      seconds += row.seconds.median;
      floors += row.floorSeconds;
    }
    EXPECT_DOUBLE_EQ(shares, 1);
    EXPECT_DOUBLE_EQ(table.seconds, seconds);
    EXPECT_DOUBLE_EQ(table.floorSeconds, floors);
  }
}

TEST(OpTable, OnlyEntriesThatRanCount) {
  Workload workload(manifest().dump());
  std::vector<ProfiledRepeat> repeats = {repeat(workload, 1, 0)};
  OpTable decode = tabulate(workload, planSteps(3, 0, 1), repeats, {1, 1});
  EXPECT_EQ(decode.barrier.count, 8u);
  for (const OpRow &row : decode.rows)
    EXPECT_NE(row.op, "tail");
  OpTable prefill = tabulate(workload, planSteps(4, 0, 4), repeats, {1, 1});
  EXPECT_EQ(prefill.barrier.count, 9u);
  EXPECT_EQ(rowOf(prefill, "tail").count, 1u);
  EXPECT_EQ(rowOf(prefill, "linear").seconds.median, 0.25);
}

TEST(OpTable, EntriesOfAPromptAreOneRow) {
  // Steps of 4, 4 and 1: the last is the other entry's.
  Workload workload(manifest().dump());
  std::vector<ProfiledRepeat> repeats = {repeat(workload, 9, 0)};
  OpTable table = tabulate(workload, planSteps(9, 0, 4), repeats, {1, 1});
  const OpRow &row = rowOf(table, "linear");
  EXPECT_EQ(row.count, 1u);
  EXPECT_EQ(row.seconds.median, 2);
  EXPECT_DOUBLE_EQ(row.work.bytes, 3 * 512 / 9.);
}

TEST(OpTable, OtherShapesAreOtherRows) {
  auto json = manifest();
  json["weights"]["tensors"]["model.layers.1.up.weight"]["type"] =
      "16x8x!tern.trit";
  Workload workload(json.dump());
  std::vector<ProfiledRepeat> repeats = {repeat(workload, 1, 0)};
  OpTable table = tabulate(workload, planSteps(1, 0, 4), repeats, {1, 1});
  EXPECT_EQ(table.rows.size(), 6u);
}
