//===- LinearTest.cpp - dense products ------------------------------------===//
#include "TestSupport.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

class LinearTest : public LoweringTest {
protected:
  void checkLinear(const std::string &element) {
    ModuleText m;
    for (auto [rows, features] :
         {std::pair(17, 1), std::pair(1, 5), std::pair(40, 200),
          std::pair(4, 511), std::pair(48, 1100), std::pair(9, 864)}) {
      std::string x = llvm::formatv("x{0}", features),
                  type = matrix(rows, features, element);
      m.input(x, features);
      m.param(x + ".w", type);
      m.op("%{0}.y = tern.linear %{0}, %{0}.w : {1}, {2} -> {3}", x,
           activations(features), type, activations(rows));
      m.output("%" + x + ".y", rows);
    }
    checkEntries(*lower(m.finish("%x864.y", 9)), kSums);
  }
};

TEST_P(LinearTest, WeightsOfF32) { checkLinear("f32"); }
TEST_P(LinearTest, WeightsOfBF16) { checkLinear("bf16"); }
TEST_P(LinearTest, WeightsOfF16) { checkLinear("f16"); }

TEST_P(LinearTest, TokensTogetherGiveTheBitsOfEachAlone) {
  constexpr int64_t rows = 48, features = 1640, tokens = 15;
  for (const char *element : {"f32", "bf16"}) {
    ModuleText m;
    m.input("x", features);
    m.param("w", matrix(rows, features, element));
    m.op("%y = tern.linear %x, %w : {0}, {1} -> {2}", activations(features),
         matrix(rows, features, element), activations(rows));
    auto module = lower(m.finish("%y", rows), nullptr, /*prefillTokens=*/16);
    // Tiles of 8, 4, 2 and 1.
    Step prompt{.ids = ascendingIds(tokens)};
    Results together = module->execute(Entry::Prefill, prompt, {}, 1);
    Results alone{Tensor(ElementKind::F32, {tokens, rows}), {}};
    for (int64_t t = 0; t < tokens; ++t) {
      Step step{.ids = {int32_t(t)}, .position = t};
      Results one = module->execute(Entry::Decode, step, {}, 1);
      llvm::copy(one.logits.floats(), alone.logits.floats().begin() + t * rows);
    }
    EXPECT_TRUE(isClose(alone, together, kExact)) << element;
  }
}

TERN_FOR_EVERY_TARGET(LinearTest);
