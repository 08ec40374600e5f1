//===- ReportTest.cpp - what bench prints ---------------------------------===//
#include "TestSupport.h"

#include <gtest/gtest.h>

using namespace tern::bench;
using namespace tern::bench::test;
using nlohmann::json;

static bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

TEST(Report, JsonOfAPhase) {
  json result = json::parse(formatJson(report()));
  const json &decode = result.at("decode");
  EXPECT_EQ(decode.at("tokens"), 2);
  EXPECT_EQ(decode.at("tok_per_s"), 100.0);
  EXPECT_EQ(decode.at("spread"), 0.04);
  EXPECT_EQ(decode.at("floor_tok_per_s"), 1000.0);
  EXPECT_EQ(decode.at("fraction_of_floor"), 0.1);
  EXPECT_DOUBLE_EQ(decode.at("fraction_of_op_floor").get<double>() *
                       decode.at("op_floor_tok_per_s").get<double>(),
                   100);
  EXPECT_EQ(result.at("machine").at("int8_ops_per_s"), 2e12);
  EXPECT_EQ(result.at("noisy"), false);
}

TEST(Report, StepOfSeveralTokens) {
  EXPECT_TRUE(json::parse(formatJson(report())).at("step").is_null());
  BenchReport several = report(); // decodes 100 tokens a second
  several.together = {8, summarize({0.02}), 0.005, std::nullopt};
  json step = json::parse(formatJson(several)).at("step");
  EXPECT_EQ(step.at("tokens"), 8);
  EXPECT_DOUBLE_EQ(step.at("steps_of_one").get<double>(), 2);
  EXPECT_DOUBLE_EQ(step.at("fraction_of_floor").get<double>(), 0.25);
  EXPECT_TRUE(contains(formatText(several),
                       "as long as 2.00 steps of one; 25.0 % of the floor"));
}

TEST(Report, HugePagesWhereTheyAreKnown) {
  EXPECT_TRUE(
      json::parse(formatJson(report())).at("huge_page_fraction").is_null());
  EXPECT_FALSE(contains(formatText(report()), "huge pages"));
  BenchReport known = report();
  known.hugePages = 0.25;
  EXPECT_EQ(json::parse(formatJson(known)).at("huge_page_fraction"), 0.25);
  EXPECT_TRUE(contains(formatText(known), "weights: 25 % in huge pages"));
}

TEST(Report, JsonOfOperations) {
  json result = json::parse(formatJson(report()));
  for (const char *phase : {"prefill", "decode"}) {
    const json &ops = result.at(phase).at("ops");
    double shares = 0;
    for (const json &op : ops) {
      for (const char *key : {"op", "weights", "count", "time_s", "spread",
                              "bytes", "macs", "fraction_of_floor", "share"})
        EXPECT_TRUE(op.contains(key)) << key;
      shares += op.at("share").get<double>();
    }
    EXPECT_NEAR(shares, 1, 1e-12);
    EXPECT_EQ(ops.back().at("op"), "barrier");
    EXPECT_TRUE(ops.back().at("fraction_of_floor").is_null());
  }
}

TEST(Report, JsonWithoutFloorsAndOperations) {
  BenchReport bare = report();
  bare.decode.floor = 0;
  bare.decode.ops.reset();
  json decode = json::parse(formatJson(bare)).at("decode");
  for (const char *key :
       {"floor_tok_per_s", "fraction_of_floor", "fraction_of_op_floor", "ops"})
    EXPECT_TRUE(decode.at(key).is_null()) << key;
}

TEST(Report, JsonOfAnyName) {
  BenchReport odd = report();
  odd.model = "a\"\xff\n";
  EXPECT_EQ(json::parse(formatJson(odd)).at("model"), "a\"\xef\xbf\xbd\n");
}

TEST(Report, NoiseIsSaid) {
  BenchReport noisy = report();
  noisy.noise = {"others ran"};
  EXPECT_TRUE(contains(formatText(noisy), "\nnoisy: others ran\n"));
  json result = json::parse(formatJson(noisy));
  EXPECT_EQ(result.at("noisy"), true);
  EXPECT_EQ(result.at("noise"), json({"others ran"}));
}

TEST(Report, OnADeviceFloorsAreItsOwn) {
  BenchReport device = report();
  device.device = "cuda:0";
  device.dotInstruction = "matrix products";
  device.dotMacs = summarize({3e12});
  device.deviceMacs = {summarize({1e12}), summarize({3e12})};
  std::string text = formatText(device);
  EXPECT_TRUE(contains(text, "int8 dots run at 6000 GOPS (matrix products)"));
  EXPECT_TRUE(contains(text, "10.0 % of the floor, 1000.0 tok/s"));
  json machine = json::parse(formatJson(device)).at("machine");
  EXPECT_EQ(machine.at("int8_ops_per_s"), 6e12);
  EXPECT_EQ(machine.at("dot_ops_per_s"), 2e12);
  EXPECT_EQ(machine.at("matrix_ops_per_s"), 6e12);
  device.deviceMacs->matrices.reset();
  machine = json::parse(formatJson(device)).at("machine");
  EXPECT_TRUE(machine.at("matrix_ops_per_s").is_null());
}

TEST(Report, OnADeviceThereMayBeNoFloors) {
  BenchReport device = report();
  device.device = "vulkan:0";
  device.withoutFloors = "compile it again";
  for (BenchReport::Phase *phase : {&device.prefill, &device.decode}) {
    phase->floor = 0;
    phase->ops->floorSeconds = 0;
    for (OpRow &row : phase->ops->rows)
      row.floorSeconds = 0;
  }
  std::string text = formatText(device);
  EXPECT_TRUE(contains(text, "toy for any on vulkan:0, medians of 3 repeats"));
  EXPECT_TRUE(contains(text, "\nfloors: none; a token reads "));
  EXPECT_TRUE(contains(text, " MMAC: compile it again\n"));
  // What is read is known, and what could be is not.
  EXPECT_TRUE(contains(text, "  unknown\n"));
  EXPECT_FALSE(contains(text, "of the floor"));
  json result = json::parse(formatJson(device));
  EXPECT_EQ(result.at("device"), "vulkan:0");
  EXPECT_TRUE(result.at("threads").is_null());
  EXPECT_TRUE(result.at("machine").is_null());
}

TEST(Report, TextOfOperations) {
  std::string text = formatText(report());
  EXPECT_TRUE(
      contains(text, "toy for any, threads: 2, medians of 3 repeats\n"));
  EXPECT_TRUE(contains(text, "10.0 % of the floor, 1000.0 tok/s"));
  // What all names have is left out.
  EXPECT_TRUE(contains(text, "\nfused_matmul  up "));
  EXPECT_TRUE(contains(text, "\ndecode, a token, "));
  EXPECT_TRUE(contains(text, "\nbarrier "));
}

TEST(Report, TextWithoutStages) {
  BenchReport bare = report();
  bare.prefill.ops.reset();
  bare.decode.ops.reset();
  EXPECT_TRUE(contains(formatText(bare), "does not list its stages"));
}
