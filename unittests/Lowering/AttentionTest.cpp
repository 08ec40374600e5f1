//===- AttentionTest.cpp - causal attention over filled caches ------------===//
#include "TestSupport.h"

#include <cmath>

using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kPositions = 300, kKeyBlock = 64, kKeyBlocks = 5,
                         kScales = 384;
/// Words of four positions of values.
static constexpr int64_t kWords = 75;
/// Two steps of a weight of 16 bits: where exp differs in its last bit, a
/// weight may round to the next number.
static constexpr double kWeights = 2.0 / 32767;

/// What a cache holds, and whether in words.
struct Stored {
  std::string element = "f32";
  bool words = false;
};

struct Heads {
  int64_t heads, groups, headDim;
};

/// Of positions, all that there are and not in turn.
static std::vector<int32_t> idsAt(int64_t position, int64_t count) {
  std::vector<int32_t> ids;
  for (int64_t i = 0; i < count; ++i)
    ids.push_back(static_cast<int32_t>((position + i) * 7 % ModuleText::kIds));
  return ids;
}

/// Appends to a cache; the name of what it then is.
static std::string append(ModuleText &m, const std::string &x,
                          const std::string &type, Heads h, bool scaled) {
  std::string features = activations(h.groups * h.headDim);
  m.cache(x + ".cache", type, "%" + x + ".new");
  if (!scaled) {
    m.op("%{0}.new = tern.kv_append %{0} into %{0}.cache at %position : {1}, "
         "{2}",
         x, features, type);
    return "%" + x + ".new";
  }
  std::string scales = llvm::formatv("tensor<{0}x{1}xf32>", h.groups, kScales);
  m.op("%{0}.new, %{0}.s.new = tern.kv_append %{0} into %{0}.cache "
       "scales(%{0}.s : {3}) at %position : {1}, {2} -> {3}",
       x, features, type, scales);
  m.cache(x + ".s", scales, "%" + x + ".s.new");
  return "%" + x + ".new";
}

/// Appends keys and values of an element type and attends to all of them; the
/// result goes to a cache.
static void attend(ModuleText &m, Heads h, const Stored &stored) {
  const std::string &element = stored.element;
  std::string y = llvm::formatv("y{0}of{1}x{2}{3}", h.heads, h.groups,
                                h.headDim, element),
              keys = llvm::formatv("tensor<{0}x{1}x{2}x{3}x{4}>", h.groups,
                                   kKeyBlocks, h.headDim, kKeyBlock, element),
              values = llvm::formatv("tensor<{0}x{1}x{2}x{3}>", h.groups,
                                     kPositions, h.headDim, element),
              scales = llvm::formatv("tensor<{0}x{1}xf32>", h.groups, kScales);
  if (stored.words) {
    keys = llvm::formatv("tensor<{0}x{1}x{2}x{3}x4x{4}>", h.groups, kKeyBlocks,
                         h.headDim / 4, kKeyBlock, element);
    values = llvm::formatv("tensor<{0}x{1}x{2}x4x{3}>", h.groups, kWords,
                           h.headDim, element);
  }
  bool scaled = element == "i8";
  int64_t features = h.heads * h.headDim, shared = h.groups * h.headDim;
  m.input(y + ".q", features);
  m.input(y + ".k", shared);
  m.input(y + ".v", shared);
  std::string k = append(m, y + ".k", keys, h, scaled),
              v = append(m, y + ".v", values, h, scaled), with;
  if (scaled)
    with = llvm::formatv("scales(%{0}.k.s.new, %{0}.v.s.new : {1}, {1})", y,
                         scales);
  m.op("%{0} = tern.attention %{0}.q, {1}, {2} {3} at %position "
       "scale 1.25e-01 : {4}, {5}, {6}",
       y, k, v, with, activations(features), keys, values);
  m.output("%" + y, features);
}

class AttentionTest : public LoweringTest {
protected:
  /// Whether the target's caches of i8 are words.
  static bool hasWords() {
    return llvm::is_contained({"vnni", "maddubs"}, GetParam()->dot);
  }

  /// A prompt and later steps on the caches that it leaves, to either side of
  /// the ends of blocks and chunks.
  void checkHeads(llvm::ArrayRef<Heads> all, const Stored &stored = {}) {
    double tolerance = stored.words ? kWeights : kRounding;
    ModuleText m("?", kPositions);
    for (Heads h : all)
      attend(m, h, stored);
    m.input("x", 1);
    auto module = lower(m.finish("%x", 1), nullptr, /*prefillTokens=*/128);
    std::vector<Tensor> caches = module->emptyCaches();
    for (auto [position, tokens] :
         {std::pair(0, 1), std::pair(1, 62), std::pair(63, 1),
          std::pair(64, 63), std::pair(127, 1), std::pair(128, 1),
          std::pair(129, 3), std::pair(132, 125), std::pair(257, 7)}) {
      Step step{.ids = idsAt(position, tokens), .position = position};
      caches = check(*module, Entry::Prefill, step, caches, tolerance).caches;
      if (tokens == 1)
        check(*module, Entry::Decode, step, caches, tolerance);
    }
  }
};

TEST_P(AttentionTest, OneKeyValueHead) {
  checkHeads({{1, 1, 32}, {3, 1, 80}, {5, 1, 128}, {2, 1, 256}});
}

TEST_P(AttentionTest, GroupedQueries) {
  checkHeads({{4, 2, 64}, {6, 3, 96}, {8, 2, 100}});
}

TEST_P(AttentionTest, AKeyValueHeadForEachQueryHead) {
  checkHeads({{3, 3, 5}, {2, 2, 64}});
}

TEST_P(AttentionTest, CachesOfF16) {
  if (GetParam()->needs.contains("f16c"))
    checkHeads({{3, 3, 5}, {4, 1, 64}, {4, 2, 100}}, {.element = "f16"});
}

TEST_P(AttentionTest, CachesOfInt8) {
  checkHeads({{3, 3, 5}, {4, 1, 64}, {4, 2, 100}}, {.element = "i8"});
}

TEST_P(AttentionTest, CachesOfWords) {
  if (hasWords())
    checkHeads({{3, 3, 8}, {5, 1, 64}, {4, 2, 100}},
               {.element = "i8", .words = true});
}

/// A key that is not a number has no code: its scale says so to all that
/// follow.
TEST_P(AttentionTest, CachesOfInt8KeepWhatIsNoNumber) {
  constexpr int64_t features = 64;
  for (bool words : {false, true}) {
    if (words && !hasWords())
      continue;
    ModuleText m("?", kPositions);
    attend(m, {1, 1, features}, {.element = "i8", .words = words});
    auto module = lower(m.finish("%y1of1x64i8", features));
    Parameters parameters(module->asWritten());
    Tensor keys = filled(ElementKind::F32, {ModuleText::kIds, features}, 0.5);
    keys.floats()[1 * features + 33] = std::nanf("");
    parameters.set("y1of1x64i8.k.table", std::move(keys));
    llvm::cantFail(module->setParameters(std::move(parameters)));
    std::vector<Tensor> caches = module->emptyCaches();
    for (int32_t id : {0, 1, 2}) {
      Results results = module->execute(
          Entry::Decode, {.ids = {id}, .position = id}, caches, 1);
      for (float y : results.logits.floats())
        ASSERT_EQ(std::isnan(y), id > 0) << id;
      caches = std::move(results.caches);
    }
  }
}

/// A prompt in one step, in two and token by token: the same bits.
TEST_P(AttentionTest, StepsDoNotMatter) {
  ModuleText m("?", kPositions);
  attend(m, {8, 2, 64}, {});
  if (hasWords())
    attend(m, {8, 2, 64}, {.element = "i8", .words = true});
  m.input("x", 1);
  auto module = lower(m.finish("%x", 1), nullptr, /*prefillTokens=*/152);
  std::vector<Tensor> whole = module->emptyCaches(), parts = whole,
                      tokens = whole;
  auto run = [&](Entry entry, int64_t position, int64_t count,
                 std::vector<Tensor> &caches) {
    caches =
        module
            ->execute(entry,
                      {.ids = idsAt(position, count), .position = position},
                      caches, 2)
            .caches;
  };
  run(Entry::Prefill, 0, 150, whole);
  run(Entry::Prefill, 0, 101, parts);
  run(Entry::Prefill, 101, 49, parts);
  for (int64_t position = 0; position < 150; ++position)
    run(Entry::Decode, position, 1, tokens);
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_TRUE(isClose(whole[i], parts[i], kExact));
    EXPECT_TRUE(isClose(whole[i], tokens[i], kExact));
  }
}

TERN_FOR_EVERY_TARGET(AttentionTest);
