//===- EntriesTest.cpp - the same bits however a prompt is cut ------------===//
#include "BlockTest.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kPrompt = 20;

class EntriesTest : public BlockTest {
protected:
  void SetUp() override { setUpBlock({}); }

  /// Logits of every token and the caches after steps of so many tokens.
  Results run(Entry entry, llvm::ArrayRef<int64_t> cuts) {
    std::vector<int32_t> prompt = ascendingIds(kPrompt, 11);
    Results all{Tensor(ElementKind::F32, {kPrompt, 37}), block->emptyCaches()};
    int64_t position = 0;
    for (int64_t tokens : cuts) {
      auto first = prompt.begin() + position;
      Step step{.ids = {first, first + tokens}, .position = position};
      Results results = block->execute(entry, step, all.caches, 1);
      llvm::copy(results.logits.floats(),
                 all.logits.floats().begin() + position * 37);
      all.caches = results.caches;
      position += tokens;
    }
    EXPECT_EQ(position, kPrompt);
    return all;
  }
};

TEST_P(EntriesTest, DecodeAndPrefillAgreeBitForBit) {
  Results prefill = run(Entry::Prefill, kPrompt),
          decode = run(Entry::Decode, std::vector<int64_t>(kPrompt, 1));
  EXPECT_TRUE(isClose(prefill, decode, kExact));
}

TEST_P(EntriesTest, PromptInSeveralPrefillStepsGivesTheSameBits) {
  Results whole = run(Entry::Prefill, kPrompt);
  EXPECT_TRUE(isClose(whole, run(Entry::Prefill, {8, 8, 4}), kExact));
  EXPECT_TRUE(isClose(whole, run(Entry::Prefill, {3, 1, 5, 11}), kExact));
  EXPECT_TRUE(isClose(whole, run(Entry::Prefill, {17, 2, 1}), kExact));
}

TEST_P(EntriesTest, LogitsOfTheLastTokensAreThoseOfAll) {
  Step step{.ids = ascendingIds(kPrompt)};
  Results all = block->execute(Entry::Prefill, step, block->emptyCaches(), 1);
  for (int64_t first : {1, 4, 13, 19, 20}) {
    step.firstLogit = first;
    Results last =
        block->execute(Entry::Prefill, step, block->emptyCaches(), 1);
    Results expected{Tensor(ElementKind::F32, {kPrompt - first, 37}),
                     all.caches};
    llvm::copy(all.logits.floats().drop_front(first * 37),
               expected.logits.floats().begin());
    EXPECT_TRUE(isClose(expected, last, kExact)) << "from token " << first;
  }
}

TERN_FOR_EVERY_TARGET(EntriesTest);
