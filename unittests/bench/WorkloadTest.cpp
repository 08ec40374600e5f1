//===- WorkloadTest.cpp - bytes and multiplications of stages -------------===//
#include "TestSupport.h"

#include <gtest/gtest.h>

using namespace tern::bench;
using namespace tern::bench::test;

static Workload workload() { return Workload(manifest().dump()); }

/// The first stage of an operation.
static Work workOf(const Workload &all, const char *op, Step step) {
  for (const Stage &stage : all.stages(step.entry))
    if (stage.op == op)
      return all.of(stage, step);
  ADD_FAILURE() << "no stage " << op;
  return {};
}

static Work workOf(const char *op, Step step) {
  return workOf(workload(), op, step);
}

TEST(Workload, NoFloorOfAnUnknownMachine) {
  EXPECT_EQ(Machine().floorSeconds({1e6, 1e6}), 0);
}

TEST(Workload, ASessionsSteps) {
  std::vector<Step> steps = planSteps(9, 3, 4);
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[1].entry, Step::Prefill);
  EXPECT_EQ(steps[1].tokens, 4);
  EXPECT_EQ(steps[1].position, 7);
  // A single token is decoded, whoever asks.
  EXPECT_EQ(steps[2].entry, Step::Decode);
  EXPECT_EQ(steps[2].tokens, 1);
  EXPECT_EQ(steps[2].position, 11);
}

TEST(Workload, ProductsReadTheirWeightsOnceAStep) {
  Work work = workOf("fused_matmul", {Step::Prefill, 4, 0});
  EXPECT_EQ(work.bytes, 24 + 4);
  EXPECT_EQ(work.macs, 12 * 8 * 4);
}

TEST(Workload, LogitsAreOneRowAStep) {
  EXPECT_EQ(workOf("linear", {Step::Prefill, 4, 0}).macs, 16 * 8);
  EXPECT_EQ(workOf("linear", {Step::Decode, 1, 0}).macs, 16 * 8);
  EXPECT_EQ(workOf("linear", {Step::Prefill, 4, 0}).bytes, 512);
}

TEST(Workload, TablesAreReadByRow) {
  EXPECT_EQ(workOf("embedding", {Step::Prefill, 3, 0}).bytes, 3 * 16);
  EXPECT_EQ(workOf("rope", {Step::Prefill, 3, 0}).bytes, 3 * 16);
  EXPECT_EQ(workOf("embedding", {Step::Prefill, 3, 0}).macs, 0);
}

TEST(Workload, AttentionReadsTheCacheUpToItsTokens) {
  // 640 bytes are 32 a layer and position.
  EXPECT_EQ(workOf("attention", {Step::Decode, 1, 6}).bytes, 7 * 32);
  EXPECT_EQ(workOf("attention", {Step::Decode, 1, 6}).macs, 7 * 2 * 2 * 4);
  // Positions 2, 3 and 4 see 3, 4 and 5 of them.
  EXPECT_EQ(workOf("attention", {Step::Prefill, 3, 2}).bytes, 5 * 32);
  EXPECT_EQ(workOf("attention", {Step::Prefill, 3, 2}).macs, 12 * 2 * 2 * 4);
}

TEST(Workload, TokensOfABatchReadTheirOwnCaches) {
  nlohmann::json json = manifest();
  nlohmann::json &entries = json["code"]["entries"];
  entries["batch"]["stages"] = entries["decode"]["stages"];
  Workload all(json.dump());
  Step step{Step::Batch, 3, 6, 3};
  EXPECT_EQ(workOf(all, "attention", step).bytes, 3 * 7 * 32);
  EXPECT_EQ(workOf(all, "attention", step).macs, 3 * 7 * 2 * 2 * 4);
  // What they have in common is read once, and each has logits.
  EXPECT_EQ(workOf(all, "fused_matmul", step).bytes, 24 + 4);
  EXPECT_EQ(workOf(all, "linear", step).macs, 3 * 16 * 8);
}

TEST(Workload, BytesOfAToken) {
  EXPECT_EQ(workload().weightBytesPerToken(), 512 + 2 * 28 + /*rows*/ 16 + 16);
  // An embedding that is the output projection is read whole.
  auto tied = manifest();
  tied["weights"]["tensors"].erase("lm_head.weight");
  for (const char *entry : {"decode", "prefill"})
    tied["code"]["entries"][entry]["stages"].back()["weights"] = {
        "model.embed_tokens.weight"};
  EXPECT_EQ(Workload(tied.dump()).weightBytesPerToken(), 256 + 2 * 28 + 16);
}

TEST(Workload, AHeadOfItsOwnLeavesTheEmbeddingATable) {
  auto coded = manifest();
  auto &tensors = coded["weights"]["tensors"];
  tensors.erase("lm_head.weight");
  tensors["model.embed_tokens.weight.int8_codes"] = {{"bytes", 128},
                                                     {"type", "16x8xi8"}};
  tensors["model.embed_tokens.weight.int8_scales"] = {{"bytes", 64},
                                                      {"type", "16xf32"}};
  for (const char *entry : {"decode", "prefill"})
    coded["code"]["entries"][entry]["stages"].back()["weights"] = {
        "model.embed_tokens.weight.int8_codes",
        "model.embed_tokens.weight.int8_scales"};
  Workload workload(coded.dump());
  EXPECT_EQ(workload.weightBytesPerToken(), 128 + 64 + 2 * 28 + 16 + 16);
  const Stage &head = workload.stages(Step::Decode).back();
  Work work = workload.of(head, {Step::Decode, 1, 0});
  EXPECT_EQ(work.bytes, 128 + 64);
  EXPECT_EQ(work.macs, 16 * 8);
}

TEST(Workload, CodesInTilesAreMultipliedOnce) {
  auto coded = manifest();
  std::string head = "model.embed_tokens.weight.int8_";
  auto &tensors = coded["weights"]["tensors"];
  tensors.erase("lm_head.weight");
  tensors[head + "codes"] = {{"bytes", 128}, {"type", "4x2x16xi8"}};
  tensors[head + "scales"] = {{"bytes", 64}, {"type", "16xf32"}};
  for (const char *entry : {"decode", "prefill"}) {
    auto &stage = coded["code"]["entries"][entry]["stages"].back();
    stage["op"] = "int8_linear";
    stage["weights"] = {head + "codes", head + "scales"};
  }
  Workload workload(coded.dump());
  const Stage &stage = workload.stages(Step::Decode).back();
  Work work = workload.of(stage, {Step::Decode, 1, 0});
  EXPECT_EQ(work.bytes, 128 + 64);
  EXPECT_EQ(work.macs, 16 * 8 * 2);
  EXPECT_EQ(weightPattern(stage), head + "codes");
}

TEST(Workload, FourCodesOfSixBitsAreThreeBytes) {
  auto coded = manifest();
  std::string head = "model.embed_tokens.weight.int6_";
  auto &tensors = coded["weights"]["tensors"];
  tensors.erase("lm_head.weight");
  tensors[head + "codes"] = {{"bytes", 16 * 192}, {"type", "16x192xi8"}};
  tensors[head + "factors"] = {{"bytes", 16 * 16}, {"type", "16x16xi8"}};
  for (const char *entry : {"decode", "prefill"}) {
    auto &stage = coded["code"]["entries"][entry]["stages"].back();
    stage["op"] = "int6_linear";
    stage["weights"] = {head + "codes", head + "factors"};
  }
  Workload workload(coded.dump());
  Work work =
      workload.of(workload.stages(Step::Decode).back(), {Step::Decode, 1, 0});
  EXPECT_EQ(work.bytes, 16 * 192 + 16 * 16);
  EXPECT_EQ(work.macs, 16 * 256 * 2);
}

TEST(Workload, OfAScreenedHeadTheFirstStageReadsEveryRow) {
  auto screened = manifest();
  auto &tensors = screened["weights"]["tensors"];
  tensors.erase("lm_head.weight");
  std::string table = "model.embed_tokens.weight",
              high = table + ".screen_high", low = table + ".screen_low",
              bounds = table + ".screen_bounds";
  tensors[high] = tensors[low] = {{"bytes", 1024}, {"type", "16x64xi8"}};
  tensors[bounds] = {{"bytes", 256}, {"type", "16x4xf32"}};
  for (const char *entry : {"decode", "prefill"}) {
    auto &stages = screened["code"]["entries"][entry]["stages"];
    stages.erase(stages.size() - 1);
    auto add = [&](const char *op, std::vector<std::string> weights) {
      stages.push_back({{"op", op}, {"function", op}, {"weights", weights}});
    };
    add("head_screen", {bounds, high});
    add("head_refine", {bounds, low});
    add("head_rescore", {bounds, table});
  }
  Workload workload(screened.dump());
  // Of the embedding a row, of the lower halves and the stored rows nothing
  // that is known before.
  EXPECT_EQ(workload.weightBytesPerToken(), 1024 + 256 + 2 * 28 + 16 + 16);
  const auto &stages = workload.stages(Step::Decode);
  Work screen = workload.of(stages[stages.size() - 3], {Step::Decode, 1, 0}),
       rescore = workload.of(stages.back(), {Step::Decode, 1, 0});
  EXPECT_EQ(screen.bytes, 1024 + 256);
  EXPECT_EQ(screen.macs, 16 * 128 * 2);
  EXPECT_EQ(rescore.bytes, 256);
  EXPECT_EQ(rescore.macs, 0);
}

TEST(Workload, NeedsNoStages) {
  auto bare = manifest();
  bare["code"]["entries"]["decode"].erase("stages");
  EXPECT_TRUE(workload().listsStages());
  EXPECT_FALSE(Workload(bare.dump()).listsStages());
}

TEST(Machine, TheLargerTimeIsTheFloor) {
  Machine machine{100, 1000};
  EXPECT_EQ(machine.floorSeconds({200, 1000}), 2);
  EXPECT_EQ(machine.floorSeconds({200, 5000}), 5);
  EXPECT_TRUE(machine.isReadingBound({200, 1000}));
  EXPECT_FALSE(machine.isReadingBound({200, 5000}));
  EXPECT_EQ(machine.floorSeconds({}), 0);
}

static std::string patternOf(std::vector<std::string> names,
                             std::vector<int64_t> shape = {2, 2}) {
  Stage stage{"op", {}};
  for (std::string &name : names)
    stage.weights.push_back({std::move(name), "", 0, shape});
  return weightPattern(stage);
}

TEST(WeightPattern, LayersAreStars) {
  EXPECT_EQ(patternOf({"model.layers.12.mlp.down_proj.weight"}),
            "model.layers.*.mlp.down_proj.weight");
  EXPECT_EQ(patternOf({"rope_table"}), "rope_table");
  EXPECT_EQ(patternOf({"a.1b.2"}), "a.1b.*");
}

TEST(WeightPattern, DifferencesStandInBraces) {
  EXPECT_EQ(patternOf({"l.0.q_proj.weight+l.0.k_proj.weight"}),
            "l.*.{q,k}_proj.weight");
  EXPECT_EQ(patternOf({"l.0.gate_proj.w", "l.0.up_proj.w"}),
            "l.*.{gate,up}_proj.w");
  // Front and back do not share characters.
  EXPECT_EQ(patternOf({"aa", "aaa"}), "aa{,a}");
  EXPECT_EQ(patternOf({"x", "y"}), "{x,y}");
}

TEST(WeightPattern, MatricesAreNamedBeforeVectors) {
  Stage stage{"op", {{"scale", "", 0, {}}, {"matrix", "", 0, {2, 2}}}};
  EXPECT_EQ(weightPattern(stage), "matrix");
  EXPECT_EQ(patternOf({"norm"}, {2}), "norm");
  EXPECT_EQ(patternOf({}), "");
}
