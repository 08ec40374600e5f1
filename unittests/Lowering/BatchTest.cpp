//===- BatchTest.cpp - a token has the same bits in a batch and alone -----===//
#include "BlockTest.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kSequences = 6;

class BatchTest : public BlockTest {
protected:
  void SetUp() override {
    CompileRequest request;
    request.sequences = kSequences;
    setUpBlock(request);
    if (block)
      caches.assign(kSequences, block->emptyCaches());
  }

  /// A sequence becomes one of so many tokens, from an id on.
  void prefill(int32_t sequence, int64_t tokens, int32_t id) {
    Step step{.ids = ascendingIds(tokens, id)};
    caches[sequence] =
        block->execute(Entry::Prefill, step, block->emptyCaches(), 1).caches;
    positions[sequence] = static_cast<int32_t>(tokens);
  }

  /// Appends a token to each of some sequences, together and alone, which must
  /// leave the same bits.
  void check(const std::vector<int32_t> &sequences) {
    BatchStep step{{}, sequences, {}, kSequences};
    Results alone{Tensor(ElementKind::F32, {step.tokens(), 37}), {}};
    std::vector<std::vector<Tensor>> expected = caches;
    std::vector<float> logits;
    for (int32_t sequence : sequences) {
      step.ids.push_back(7 + sequence);
      step.positions.push_back(positions[sequence]);
      Results one = block->execute(
          Entry::Decode,
          {.ids = {7 + sequence}, .position = positions[sequence]++},
          caches[sequence], 1);
      llvm::append_range(logits, one.logits.floats());
      expected[sequence] = one.caches;
    }
    Tensor rows(ElementKind::F32, {step.tokens(), 37});
    llvm::copy(logits, rows.floats().begin());
    for (int64_t workers : {3, 2, 1}) {
      std::vector<std::vector<Tensor>> found = caches;
      EXPECT_TRUE(
          isClose(rows, block->executeBatch(step, found, workers), kExact))
          << workers << " workers";
      for (int64_t sequence = 0; sequence < kSequences; ++sequence)
        EXPECT_TRUE(isClose({rows, expected[sequence]}, {rows, found[sequence]},
                            kExact))
            << "sequence " << sequence << ", " << workers << " workers";
    }
    caches = std::move(expected);
  }

  std::vector<std::vector<Tensor>> caches;
  int32_t positions[kSequences] = {};
};

TEST_P(BatchTest, TokensOfAnyPositionsInAnyOrder) {
  prefill(4, 3, 1);
  prefill(0, 20, 5);
  prefill(2, 9, 12);
  check({4, 0, 2});
  check({2, 4, 0});
  check({0});
  // Of an empty sequence its first token.
  check({5, 0, 1, 4, 3, 2});
}

TEST_P(BatchTest, ASequenceThatJoinsAndOneThatGoesBack) {
  prefill(1, 6, 2);
  prefill(3, 12, 20);
  check({1, 3});
  prefill(0, 4, 30);
  check({0, 1, 3});
  // What lies behind its position is overwritten before it is read.
  positions[3] = 5;
  check({1, 3, 0});
  check({3, 1});
}

TERN_FOR_EVERY_TARGET(BatchTest);
