//===- ProfileTest.cpp - times of a toy model's stages --------------------===//
#include "Expect.h"
#include "ToyBundle.h"

#include <chrono>
#include <span>

using namespace tern::test;

namespace {
struct Times {
  std::vector<tern_stage_time> stages;
  size_t steps = 0;

  double total() const {
    double sum = 0;
    for (const tern_stage_time &stage : stages)
      sum += stage.working + stage.waiting;
    return sum;
  }
};
} // namespace

static Times timesOf(const Handle<tern_session> &session, uint32_t entry) {
  const tern_stage_time *times;
  size_t count;
  Times result;
  EXPECT_EQ(
      tern_profile_get(session.get(), entry, &times, &count, &result.steps),
      TERN_OK)
      << tern_last_error();
  result.stages.assign(times, times + count);
  return result;
}

static void prefill(const Handle<tern_session> &session,
                    const std::vector<int32_t> &ids) {
  ASSERT_EQ(tern_prefill(session.get(), ids.data(), ids.size(), 0), TERN_OK);
}

static std::vector<float> logitsOf(const Handle<tern_session> &session) {
  const float *logits;
  size_t vocab;
  EXPECT_EQ(tern_logits(session.get(), &logits, nullptr, &vocab), TERN_OK);
  return {logits, logits + vocab};
}

TEST(Profile, CountsTheStepsOfEachEntry) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  prefill(session, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}); // 8, then 3
  prefill(session, {1, 2, 3, 4, 5, 6, 7, 8, 9});         // 8, then 1
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  EXPECT_EQ(timesOf(session, TERN_ENTRY_PREFILL).steps, 3u);
  EXPECT_EQ(timesOf(session, TERN_ENTRY_DECODE).steps, 2u);
  EXPECT_EQ(timesOf(session, TERN_ENTRY_DECODE).stages.size(), 3u);
}

TEST(Profile, StagesAddUpToTheSteps) {
  ToyBundle bundle;
  auto model = load(bundle);
  for (int threads : {1, 2, 5}) {
    auto session = createSession(model, threads);
    ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
    auto before = std::chrono::steady_clock::now();
    for (int32_t id = 0; id < 20; ++id)
      ASSERT_EQ(tern_step(session.get(), id), TERN_OK);
    std::chrono::duration<double> around =
        std::chrono::steady_clock::now() - before;
    Times times = timesOf(session, TERN_ENTRY_DECODE);
    for (const tern_stage_time &stage : times.stages) {
      EXPECT_GE(stage.working, 0);
      EXPECT_GE(stage.waiting, 0);
    }
    EXPECT_GT(times.total(), 0);
    EXPECT_LE(times.total(), around.count() * (1 + 1e-9)) << threads;
  }
}

TEST(Profile, DoesNotChangeResults) {
  ToyBundle bundle;
  auto model = load(bundle);
  auto plain = createSession(model), profiled = createSession(model);
  ASSERT_EQ(tern_profile(profiled.get(), 1), TERN_OK);
  for (const auto &session : {std::cref(plain), std::cref(profiled)}) {
    prefill(session, {5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
    ASSERT_EQ(tern_step(session.get().get(), 15), TERN_OK);
  }
  EXPECT_EQ(logitsOf(profiled), logitsOf(plain));
}

TEST(Profile, BeginsAnewAndEnds) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  EXPECT_EQ(timesOf(session, TERN_ENTRY_DECODE).steps, 0u);
  EXPECT_EQ(timesOf(session, TERN_ENTRY_DECODE).total(), 0);
  ASSERT_EQ(tern_profile(session.get(), 0), TERN_OK);
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  const tern_stage_time *times;
  EXPECT_EQ(tern_profile_get(session.get(), TERN_ENTRY_DECODE, &times, nullptr,
                             nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "not profiled"));
}

TEST(Profile, RefusesAnEntryThatIsNone) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  const tern_stage_time *times;
  EXPECT_EQ(tern_profile_get(session.get(), 2, &times, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "entry: expected"));
  EXPECT_TRUE(contains(tern_last_error(), "got 2"));
}

TEST(Profile, RefusesNull) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  EXPECT_EQ(tern_profile(nullptr, 1), TERN_ERROR_ARGUMENT);
  const tern_stage_time *times;
  EXPECT_EQ(
      tern_profile_get(nullptr, TERN_ENTRY_DECODE, &times, nullptr, nullptr),
      TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_profile_get(session.get(), TERN_ENTRY_DECODE, nullptr, nullptr,
                             nullptr),
            TERN_ERROR_ARGUMENT);
}

TEST(Profile, NeedsTheListOfStages) {
  ToyBundle bundle;
  bundle.manifest["code"]["entries"]["prefill"].erase("stages");
  bundle.writeManifest();
  auto session = createSession(load(bundle));
  EXPECT_EQ(tern_profile(session.get(), 1), TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "entry 'prefill'"));
  EXPECT_EQ(tern_step(session.get(), 3), TERN_OK);
}

TEST(Profile, RefusesAListOfAnotherLength) {
  for (size_t listed : {2, 4}) {
    ToyBundle bundle;
    auto &stages = bundle.manifest["code"]["entries"]["decode"]["stages"];
    stages.push_back(stages[0]);
    stages.erase(stages.begin() + std::ptrdiff_t(listed), stages.end());
    bundle.writeManifest();
    auto session = createSession(load(bundle));
    ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
    ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
    const tern_stage_time *times;
    EXPECT_EQ(tern_profile_get(session.get(), TERN_ENTRY_DECODE, &times,
                               nullptr, nullptr),
              TERN_ERROR_FORMAT);
    EXPECT_TRUE(contains(tern_last_error(), "decode.stages: lists " +
                                                std::to_string(listed) +
                                                " stages, the code has 3"));
  }
}
