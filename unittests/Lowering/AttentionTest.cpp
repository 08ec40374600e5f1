//===- AttentionTest.cpp - causal attention over filled caches
//-------------===//
#include "TestSupport.h"

using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kPositions = 44;

struct Heads {
  int64_t heads, groups, headDim;
};

/// Appends keys and values and attends to all of them; the result goes to a
/// cache.
static void attend(ModuleText &m, Heads h) {
  std::string y = llvm::formatv("y{0}of{1}x{2}", h.heads, h.groups, h.headDim),
              cache = llvm::formatv("tensor<{0}x{1}x{2}xf32>", h.groups,
                                    kPositions, h.headDim);
  int64_t features = h.heads * h.headDim, shared = h.groups * h.headDim;
  m.input(y + ".q", features);
  for (const std::string &x : {y + ".k", y + ".v"}) {
    m.input(x, shared);
    m.op("%{0}.new = tern.kv_append %{0} into %{0}.cache at %position : {1}, "
         "{2}",
         x, activations(shared), cache);
    m.cache(x + ".cache", cache, "%" + x + ".new");
  }
  m.op("%{0} = tern.attention %{0}.q, %{0}.k.new, %{0}.v.new at %position "
       "scale 1.25e-01 : {1}, {2}",
       y, activations(features), cache);
  m.output("%" + y, features);
}

class AttentionTest : public LoweringTest {
protected:
  /// A prompt and later steps on the caches that it leaves, to either side of
  /// multiples of 16 positions.
  void checkHeads(llvm::ArrayRef<Heads> all) {
    ModuleText m("?", kPositions);
    for (Heads h : all)
      attend(m, h);
    m.input("x", 1);
    auto module = lower(m.finish("%x", 1));
    std::vector<Tensor> caches = module->emptyCaches();
    for (auto [position, tokens] :
         {std::pair(0, 8), std::pair(8, 7), std::pair(15, 1), std::pair(16, 1),
          std::pair(17, 8), std::pair(25, 7), std::pair(32, 1),
          std::pair(33, 5), std::pair(38, 6)}) {
      Step step{.ids = ascendingIds(tokens, position % 9),
                .position = position};
      caches = check(*module, Entry::Prefill, step, caches, kRounding).caches;
      if (tokens == 1)
        check(*module, Entry::Decode, step, caches, kRounding);
    }
  }
};

TEST_P(AttentionTest, OneKeyValueHead) {
  checkHeads({{1, 1, 32}, {3, 1, 80}, {4, 1, 128}, {2, 1, 256}});
}

TEST_P(AttentionTest, GroupedQueries) {
  checkHeads({{4, 2, 64}, {6, 3, 96}, {8, 2, 100}});
}

TEST_P(AttentionTest, AKeyValueHeadForEachQueryHead) {
  checkHeads({{3, 3, 5}, {2, 2, 64}});
}

TERN_FOR_EVERY_TARGET(AttentionTest);
