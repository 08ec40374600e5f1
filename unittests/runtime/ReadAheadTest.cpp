//===- ReadAheadTest.cpp - what a worker reads next -----------------------===//
#include "exec/ReadAhead.h"

#include <gtest/gtest.h>

using namespace tern::rt;

namespace {
constexpr size_t kMiB = 1 << 20;

struct ReadAheadTest : testing::Test {
  ReadAheadTest() {
    manifest.tensors = {{"norm", {0, 4096}},
                        {"table", {kMiB, kMiB}},
                        {"q", {2 * kMiB, kMiB}},
                        {"gate", {4 * kMiB, kMiB}},
                        {"up", {6 * kMiB, kMiB}}};
    manifest.decode.stages = {{"embedding", "", {"table"}, {}},
                              {"rms_norm_quantize", "", {"norm"}, {}},
                              {"fused_matmul", "", {"q", "absent"}, {}},
                              {"rope", "", {"table"}, {}},
                              {"fused_glu", "", {"gate", "up", "norm"}, {}}};
  }

  ReadAhead of(int worker, int workers) {
    return {weights, manifest, manifest.decode, worker, workers};
  }
  /// Offsets of up to `most` lines.
  std::vector<size_t> lines(ReadAhead &ahead, size_t most = kMiB) {
    std::vector<size_t> result;
    while (result.size() < most)
      if (const std::byte *line = ahead.next())
        result.push_back(static_cast<size_t>(line - weights));
      else
        break;
    return result;
  }

  std::vector<std::byte> memory = std::vector<std::byte>(7 * kMiB);
  const std::byte *weights = memory.data();
  Manifest manifest;
};
} // namespace

TEST_F(ReadAheadTest, GoesOnUntilTheWeightsAreRead) {
  ReadAhead ahead = of(0, 1);
  for (int step = 0; step < 2; ++step) {
    ahead.begin();
    ahead.finishStage(); // the embedding; its table is no stage's to come
    EXPECT_EQ(lines(ahead, 2), (std::vector<size_t>{2 * kMiB, 2 * kMiB + 64}));
    ahead.finishStage(); // the norm
    EXPECT_EQ(lines(ahead, 1), (std::vector<size_t>{2 * kMiB + 128}));
    ahead.finishStage(); // the product
    EXPECT_EQ(lines(ahead, 1), (std::vector<size_t>{4 * kMiB}));
  }
}

TEST_F(ReadAheadTest, GivesTheBeginningOfEachWeight) {
  ReadAhead ahead = of(0, 1);
  ahead.begin();
  for (int stage = 0; stage < 4; ++stage)
    ahead.finishStage();
  std::vector<size_t> all = lines(ahead);
  ASSERT_FALSE(all.empty());
  size_t half = all.size() / 2;
  EXPECT_EQ(all[half - 1], 4 * kMiB + (half - 1) * 64);
  EXPECT_EQ(all[half], 6 * kMiB);
  EXPECT_LT(all.size() * 64, 256u << 10);
  ahead.finishStage(); // the last stage
  EXPECT_TRUE(lines(ahead).empty());
  ahead.finishStage(); // one that the manifest does not list
  EXPECT_TRUE(lines(ahead).empty());
}

TEST_F(ReadAheadTest, StaysInAWorkersShare) {
  constexpr int workers = 64; // of 16 KiB each
  for (int worker : {0, 1, workers - 1}) {
    ReadAhead ahead = of(worker, workers);
    ahead.begin();
    ahead.finishStage();
    std::vector<size_t> all = lines(ahead);
    size_t begin = 2 * kMiB + static_cast<size_t>(worker) * (kMiB / workers);
    ASSERT_EQ(all.size() * 64, kMiB / workers);
    EXPECT_EQ(all.front(), begin);
    EXPECT_EQ(all.back(), begin + kMiB / workers - 64);
  }
}
