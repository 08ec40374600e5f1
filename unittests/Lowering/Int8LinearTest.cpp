//===- Int8LinearTest.cpp - codes of eight bits times digits --------------===//
//
// Bit for bit the interpreter's: whatever order integers are added in, and
// whatever halves a target takes codes in.
//
//===----------------------------------------------------------------------===//
#include "TestSupport.h"

#include <cmath>

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

/// With codes of a type.
static std::string layer(int64_t rows, int64_t columns,
                         const std::string &type) {
  ModuleText m;
  std::string scales = llvm::formatv("tensor<{0}xf32>", rows);
  m.input("x", columns);
  m.param("w", type);
  m.param("s", scales);
  m.op("%y = tern.int8_linear %x, %w scales %s : {0}, {1}, {2} -> {3}",
       activations(columns), type, scales, activations(rows));
  return m.finish("%y", rows);
}

static std::string layer(int64_t rows, int64_t columns) {
  return layer(rows, columns, matrix(rows, columns, "i8"));
}

class Int8LinearTest : public LoweringTest {};

TEST_P(Int8LinearTest, Shapes) {
  std::vector<std::pair<int64_t, int64_t>> shapes{
      {17, 1}, {48, 1100}, {64, 128}}; // The last by matrices, where there are.
  // Each takes a compile, and those for other processors seconds.
  if (runsHere(*GetParam()))
    shapes.insert(shapes.end(), {{1, 5}, {40, 200}, {4, 511}, {9, 864}});
  for (auto [rows, columns] : shapes) {
    SCOPED_TRACE(rows);
    checkEntries(*lower(layer(rows, columns)), kExact);
  }
}

TEST_P(Int8LinearTest, SumsReachTheLimitsOf32Bits) {
  constexpr int64_t rows = 4, columns = kMaxCodeColumns;
  auto module = lower(layer(rows, columns));
  Parameters parameters(module->asWritten());
  Tensor codes(ElementKind::I8, {rows, columns});
  for (int64_t i = 0; i < codes.size(); ++i)
    codes.bytes()[i] = i / columns == 0   ? 127
                       : i / columns == 1 ? -128
                                          : i % 256;
  parameters.set("x.table", extremeDigits(columns));
  parameters.set("w", std::move(codes));
  llvm::cantFail(module->setParameters(std::move(parameters)));
  for (int32_t id : {0, 1})
    check(*module, Entry::Decode, {.ids = {id}}, module->emptyCaches(), kExact);
}

TEST_P(Int8LinearTest, TokensThatAreZeroTinyOrNotFinite) {
  constexpr int64_t rows = 8, columns = 72;
  auto module = lower(layer(rows, columns));
  Parameters parameters(module->asWritten());
  Tensor inputs = filled(ElementKind::F32, {ModuleText::kIds, columns}, 0.5);
  auto put = [&](int64_t id, int64_t k, float value) {
    inputs.floats()[id * columns + k] = value;
  };
  put(1, 71, std::nanf(""));
  put(2, 3, -INFINITY);
  for (int64_t k = 0; k < columns; ++k) {
    put(3, k, 0);
    put(4, k, k % 3 ? 1e-44F : 0);
  }
  parameters.set("x.table", std::move(inputs));
  llvm::cantFail(module->setParameters(std::move(parameters)));
  for (int32_t id : {0, 3, 4})
    check(*module, Entry::Decode, {.ids = {id}}, module->emptyCaches(), kExact);
  for (int32_t id : {1, 2}) {
    Results results = module->execute(Entry::Decode, {.ids = {id}}, {}, 1);
    for (float y : results.logits.floats())
      EXPECT_TRUE(std::isnan(y)) << id;
  }
}

/// The same with codes in tiles of as many rows as a target has lanes.
class Int8TilesTest : public LoweringTest {
protected:
  static std::string layer(int64_t rows, int64_t columns) {
    int64_t lanes = GetParam()->lanes;
    return ::layer(rows, columns,
                   llvm::formatv("tensor<{0}x{1}x{2}xi8>", rows / lanes,
                                 (columns + 3) / 4, 4 * lanes));
  }
};

TEST_P(Int8TilesTest, Shapes) {
  int64_t lanes = GetParam()->lanes;
  for (auto [tiles, columns] : std::initializer_list<std::pair<int, int64_t>>{
           {1, 5}, {2, 1}, {3, 200}, {4, 128}, {7, 511}, {8, 1100}}) {
    SCOPED_TRACE(columns);
    // A tile of eight tokens and rests of each size.
    auto module = lower(layer(tiles * lanes, columns), nullptr,
                        /*prefillTokens=*/16);
    for (int64_t tokens : {1, 2, 3, 4, 5, 6, 7, 8, 9, 16})
      check(*module, tokens == 1 ? Entry::Decode : Entry::Prefill,
            {.ids = ascendingIds(tokens)}, module->emptyCaches(), kExact);
  }
}

TEST_P(Int8TilesTest, SumsReachTheLimitsOf32Bits) {
  int64_t lanes = GetParam()->lanes;
  constexpr int64_t columns = kMaxCodeColumns;
  auto module = lower(layer(2 * lanes, columns));
  Parameters parameters(module->asWritten());
  // Rows of the largest code and of none at all, by turns.
  Tensor codes(ElementKind::I8, {2, columns / 4, 4 * lanes});
  for (int64_t i = 0; i < codes.size(); ++i)
    codes.bytes()[i] = i / 4 % 2 ? -1 : 0;
  parameters.set("x.table", extremeDigits(columns));
  parameters.set("w", std::move(codes));
  llvm::cantFail(module->setParameters(std::move(parameters)));
  for (int32_t id : {0, 1})
    check(*module, Entry::Decode, {.ids = {id}}, module->emptyCaches(), kExact);
}

/// Targets that have such tiles.
static std::vector<const TargetDescription *> targetsOfTiles() {
  std::vector<const TargetDescription *> targets = allTargets();
  llvm::erase_if(targets, [](const TargetDescription *target) {
    return target->dot != "vnni";
  });
  return targets;
}

INSTANTIATE_TEST_SUITE_P(Targets, Int8TilesTest,
                         testing::ValuesIn(targetsOfTiles()),
                         [](const auto &info) {
                           return testName(*info.param);
                         });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Int8TilesTest);
TERN_FOR_EVERY_TARGET(Int8LinearTest);
TERN_FOR_EMULATED_TARGETS(Int8LinearTest);
