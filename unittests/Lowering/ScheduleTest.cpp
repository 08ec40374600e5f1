//===- ScheduleTest.cpp - schedules decide how fast, not what -------------===//
#include "Block.h"
#include "TestSupport.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

/// Far from every target's defaults, small and large.
static constexpr llvm::StringLiteral kSchedules[] = {
    R"({product = {encoding = "base3", tokens = 1, prefill_row_tiles = 1,
                   chains = 1, prefetch_bytes = 0, expand_bytes = 0},
        linear = {rows_at_once = 1, tile_rows = 4, tokens = 1,
                  tokens_together = 1, accumulators = 4, prefetch_bytes = 0},
        attention = {tile_rows = 1, score_rows = 1, score_vectors = 1,
                     value_rows = 1, value_vectors = 1, decode_value_rows = 1,
                     decode_value_vectors = 1, prefetch_bytes = 0},
        step = {partition = "interleaved"}})",
    R"({product = {encoding = "t3b5", tokens = 16, prefill_row_tiles = 1,
                   decode_row_tiles = 4, chains = 16, prefetch_bytes = 65536,
                   expand_reuse = 1},
        linear = {rows_at_once = 16, tile_rows = 32, tokens = 16,
                  tokens_together = 8, accumulators = 64,
                  prefetch_bytes = 65536},
        attention = {tile_rows = 64, score_rows = 8, score_vectors = 1,
                     value_rows = 8, value_vectors = 2, decode_value_rows = 8,
                     decode_value_vectors = 1, prefetch_bytes = 65536}})"};

static std::string withSchedule(llvm::StringRef schedule,
                                const std::string &text) {
  return ("module attributes {tern.schedule = " + schedule + "} {\n" + text +
          "}\n")
      .str();
}

class ScheduleTest : public LoweringTest {};

TEST_P(ScheduleTest, ProductsAreExact) {
  ModuleText m("?", 44);
  m.param("one", "tensor<f32>");
  m.input("x", 241);
  m.quantize("x", 241);
  for (int64_t rows : {17, 256}) {
    std::string type = matrix(rows, 241, "!tern.trit"),
                y = llvm::formatv("y{0}", rows);
    m.param(y + ".w", type);
    m.op("%{0}.a = tern.matmul %x.q, %x.sum, %{0}.w : {1}, tensor<?xi32>, {2} "
         "-> {3}",
         y, activations(241, "i8"), type, activations(rows, "i32"));
    m.op("%{0} = tern.dequantize %{0}.a, %x.s, %one : {1}, tensor<?xf32>, "
         "tensor<f32> -> {2}",
         y, activations(rows, "i32"), activations(rows));
    m.output("%" + y, rows);
  }
  for (llvm::StringRef schedule : kSchedules) {
    SCOPED_TRACE(schedule.str());
    auto module = lower(withSchedule(schedule, m.finish("%y17", 17)), nullptr,
                        /*prefillTokens=*/44);
    check(*module, Entry::Decode, {.ids = {3}}, module->emptyCaches(), kExact);
    for (int64_t tokens : {7, 44}) {
      Step step{.ids = {}};
      for (int64_t i = 0; i < tokens; ++i)
        step.ids.push_back(static_cast<int32_t>(i * 7 % ModuleText::kIds));
      check(*module, Entry::Prefill, step, module->emptyCaches(), kExact);
    }
  }
}

/// Every kind of stage, floats too: no sum changes its order.
TEST_P(ScheduleTest, ABlockHasTheSameBits) {
  constexpr int64_t prompt = 20;
  CompileRequest fusions;
  auto run = [&](const std::string &text) {
    auto module = lower(text, &fusions, /*prefillTokens=*/24);
    Results first =
        module->execute(Entry::Prefill, {.ids = ascendingIds(prompt)},
                        module->emptyCaches(), 2);
    Results next = module->execute(
        Entry::Decode, {.ids = {5}, .position = prompt}, first.caches, 2);
    return std::pair(std::move(first), std::move(next));
  };
  auto [first, next] = run(kBlock);
  for (llvm::StringRef schedule : kSchedules) {
    SCOPED_TRACE(schedule.str());
    auto [prefill, decode] = run(withSchedule(schedule, kBlock));
    EXPECT_TRUE(isClose(first, prefill, kExact));
    EXPECT_TRUE(isClose(next, decode, kExact));
  }
}

/// The plainest target of each length of vectors: what a schedule decides comes
/// before instructions.
static std::vector<const TargetDescription *> targetsByLanes() {
  std::vector<const TargetDescription *> all = allTargets(), targets;
  for (const TargetDescription *target : llvm::reverse(all))
    if (llvm::none_of(targets, [&](const TargetDescription *other) {
          return other->lanes == target->lanes;
        }))
      targets.push_back(target);
  return targets;
}

INSTANTIATE_TEST_SUITE_P(Targets, ScheduleTest,
                         testing::ValuesIn(targetsByLanes()),
                         [](const auto &info) {
                           return testName(*info.param);
                         });
