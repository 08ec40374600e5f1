//===- SamplerTest.cpp - drawing the next token ---------------------------===//
#include "exec/Sampler.h"

#include "Expect.h"

#include <cmath>
#include <map>

using namespace tern::rt;
using namespace tern::test;

static tern_sampling plain() {
  tern_sampling sampling{};
  sampling.temperature = 1;
  sampling.top_p = 1;
  sampling.repeat_penalty = 1;
  return sampling;
}

/// How often each id is drawn, over many positions.
static std::map<int32_t, int> draw(const std::vector<float> &logits,
                                   const tern_sampling &sampling,
                                   int count = 4000) {
  std::map<int32_t, int> drawn;
  std::vector<int32_t> sequence;
  for (int i = 0; i < count; ++i) {
    ++drawn[sample(logits, sequence, sampling)];
    sequence.push_back(0);
  }
  return drawn;
}

static std::vector<int32_t> keys(const std::map<int32_t, int> &drawn) {
  std::vector<int32_t> ids;
  for (const auto &[id, count] : drawn)
    ids.push_back(id);
  return ids;
}

// p = 0.5, 0.25, 0.125, 0.125
static const std::vector<float> halves = {std::log(4.f), std::log(2.f),
                                          std::log(1.f), std::log(1.f)};

TEST(Sampler, GreedyTakesTheLargestAndTheLowestIdAmongEquals) {
  tern_sampling sampling = plain();
  sampling.temperature = 0;
  EXPECT_EQ(sample(std::vector<float>{1, 3, 2, 3}, {}, sampling), 1);
  EXPECT_EQ(sample(std::vector<float>{-INFINITY, -5}, {}, sampling), 1);
}

TEST(Sampler, FrequenciesFollowProbabilities) {
  auto drawn = draw(halves, plain());
  EXPECT_NEAR(drawn[0] / 4000.0, 0.5, 0.03);
  EXPECT_NEAR(drawn[1] / 4000.0, 0.25, 0.03);
  EXPECT_NEAR(drawn[2] / 4000.0, 0.125, 0.03);
}

TEST(Sampler, TemperatureSharpens) {
  tern_sampling sampling = plain();
  sampling.temperature = 0.5f; // squares: 16, 4, 1, 1 of 22
  EXPECT_NEAR(draw(halves, sampling)[0] / 4000.0, 16 / 22.0, 0.03);
}

TEST(Sampler, TopK) {
  tern_sampling sampling = plain();
  sampling.top_k = 3;
  EXPECT_EQ(keys(draw(halves, sampling)), (std::vector<int32_t>{0, 1, 2}));
  sampling.top_k = 100;
  EXPECT_EQ(draw(halves, sampling).size(), 4u);
}

TEST(Sampler, TopKIsByLogitAndDoesNotDependOnTheOthers) {
  tern_sampling sampling = plain();
  sampling.top_k = 3;
  // At this temperature all weights are 1: logits tell them apart.
  sampling.temperature = 1e30f;
  const std::vector<float> few = {-INFINITY, 3, 2, 4, -INFINITY},
                           more = {1.5, 3, 2, 4, 1};
  EXPECT_EQ(keys(draw(more, sampling)), (std::vector<int32_t>{1, 2, 3}));
  for (float temperature : {1e30f, 1.f}) {
    sampling.temperature = temperature;
    for (uint64_t seed = 0; seed < 50; ++seed) {
      sampling.seed = seed;
      EXPECT_EQ(sample(few, {}, sampling), sample(more, {}, sampling)) << seed;
    }
  }
}

TEST(Sampler, TopPKeepsTheTokenThatReachesIt) {
  tern_sampling sampling = plain();
  sampling.top_p = 0.5f;
  EXPECT_EQ(draw(halves, sampling).size(), 1u);
  sampling.top_p = 0.51f;
  EXPECT_EQ(draw(halves, sampling).size(), 2u);
  sampling.top_p = 1e-6f;
  EXPECT_EQ(draw(halves, sampling).size(), 1u);
}

TEST(Sampler, MinP) {
  tern_sampling sampling = plain();
  sampling.min_p = 0.4f;
  EXPECT_EQ(keys(draw(halves, sampling)), (std::vector<int32_t>{0, 1}));
  sampling.min_p = 1;
  EXPECT_EQ(keys(draw(halves, sampling)), (std::vector<int32_t>{0}));
}

TEST(Sampler, PenaltyAppliesOnceToEachTokenOfTheSequence) {
  tern_sampling sampling = plain();
  sampling.temperature = 0;
  sampling.repeat_penalty = 2;
  // 4 / 2 = 2 < 3; -1 * 2 = -2 < -1.5
  EXPECT_EQ(sample(std::vector<float>{4, 3}, std::vector{0, 0, 0}, sampling),
            1);
  EXPECT_EQ(sample(std::vector<float>{-1, -1.5}, std::vector{0}, sampling), 1);
  EXPECT_EQ(sample(std::vector<float>{7, 3}, std::vector{0, 0, 0}, sampling),
            0);
}

TEST(Sampler, SeedAndPositionDecide) {
  std::vector<float> flat(1000, 0.f);
  tern_sampling sampling = plain();
  sampling.seed = 42;
  int32_t first = sample(flat, {}, sampling);
  EXPECT_EQ(sample(flat, {}, sampling), first);
  EXPECT_NE(sample(flat, std::vector{1}, sampling), first);
  sampling.seed = 43;
  EXPECT_NE(sample(flat, {}, sampling), first);
}

TEST(Sampler, SplitMix64IsThePublishedOne) {
  // The first output of seed 1234567 is 6457827717110365317 (of 2^64).
  std::vector<float> flat(1 << 20, 0.f);
  tern_sampling sampling = plain();
  sampling.seed = 1234567;
  EXPECT_EQ(sample(flat, {}, sampling), int32_t(6457827717110365317u >> 44));
}

TEST(Sampler, RefusesParametersByName) {
  struct Case {
    const char *name;
    void (*set)(tern_sampling &);
  };
  static const Case cases[] = {
      {"temperature", [](tern_sampling &s) { s.temperature = -1; }},
      {"temperature", [](tern_sampling &s) { s.temperature = NAN; }},
      {"temperature", [](tern_sampling &s) { s.temperature = INFINITY; }},
      {"top-k", [](tern_sampling &s) { s.top_k = -1; }},
      {"top-p", [](tern_sampling &s) { s.top_p = 0; }},
      {"top-p", [](tern_sampling &s) { s.top_p = 1.5; }},
      {"min-p", [](tern_sampling &s) { s.min_p = -0.1f; }},
      {"min-p", [](tern_sampling &s) { s.min_p = NAN; }},
      {"repeat-penalty", [](tern_sampling &s) { s.repeat_penalty = 0; }},
  };
  for (const Case &c : cases) {
    tern_sampling sampling = plain();
    c.set(sampling);
    EXPECT_TRUE(contains(errorOf([&] { checkSampling(sampling); }), c.name));
  }
  checkSampling(tern_sampling_default());
}

TEST(Sampler, RefusesLogitsThatAreNoNumbers) {
  EXPECT_TRUE(
      contains(errorOf([] { sample(std::vector<float>{0, NAN}, {}, plain()); }),
               "token 1"));
  errorOf([] { sample(std::vector<float>{0, INFINITY}, {}, plain()); });
  errorOf([] { sample(std::vector<float>{-INFINITY}, {}, plain()); });
}
