//===- CudaAheadTest.cpp - decode steps that nobody has asked for yet -----===//
#include "CudaFixture.h"

#include <functional>

using namespace tern::test;

namespace {
/// A session on a device that chooses tokens, and its text.
class CudaAhead : public CudaFixture {
protected:
  CudaAhead() { bundle.addStepKernels(); }

  void begin(const std::vector<int32_t> &prompt = {5, 6}) {
    text = prompt;
    session = createSessionOn(load(bundle), nullptr);
    ASSERT_EQ(append(session, prompt), TERN_OK) << tern_last_error();
    EXPECT_EQ(takeStarts(), 1);
  }

  /// Feeds the greedy token; so many kernels must be started for it.
  void step(int starts) {
    int32_t id = choose(session);
    ASSERT_EQ(id, toyGreedy(text));
    text.push_back(id);
    ASSERT_EQ(tern_step(session.get(), id), TERN_OK) << tern_last_error();
    EXPECT_EQ(takeStarts(), starts) << "at position " << text.size() - 1;
  }

  /// Behind it the next step is under way.
  void beginWithAStartedStep() {
    begin();
    for (int starts : {1, 2, 1})
      step(starts);
  }

  /// Kernels started since the last call.
  int takeStarts() {
    return std::exchange(fake().calls["cuLaunchCooperativeKernel"], 0);
  }

  Handle<tern_session> session;
  std::vector<int32_t> text;
};
} // namespace

TEST_F(CudaAhead, GreedyStepsAreStartedBeforeTheyAreAskedFor) {
  beginWithAStartedStep();
  // All that was asked for has run, and no more.
  EXPECT_EQ(fake().launches.size(), text.size() - 1);
  int written = fake().calls["cuMemcpyHtoDAsync_v2"];
  for (int i = 0; i < 5; ++i)
    step(1);
  EXPECT_EQ(fake().calls["cuMemcpyHtoDAsync_v2"], written);
  EXPECT_EQ(tern_position(session.get()), int64_t(text.size()));
}

TEST_F(CudaAhead, TheNextStepMayEndBeforeTheIdIsRead) {
  fake().eager = true;
  beginWithAStartedStep();
  EXPECT_EQ(fake().launches.size(), text.size());
  for (int i = 0; i < 3; ++i)
    step(1);
  EXPECT_EQ(logitsOf(session), expectedRow(text));
  text.push_back(toyGreedy(text) + 1);
  ASSERT_EQ(tern_step(session.get(), text.back()), TERN_OK);
  EXPECT_EQ(choose(session), toyGreedy(text));
  EXPECT_EQ(logitsOf(session), expectedRow(text));
}

TEST_F(CudaAhead, LogitsOfTheStepThatWasAskedForStay) {
  beginWithAStartedStep();
  EXPECT_EQ(logitsOf(session), expectedRow(text));
  EXPECT_EQ(choose(session), toyGreedy(text));
  step(0); // It was started, but whoever reads logits may go on otherwise.
  EXPECT_EQ(logitsOf(session), expectedRow(text));
  for (int starts : {1, 2, 1})
    step(starts);
  EXPECT_EQ(logitsOf(session), expectedRow(text));
}

TEST_F(CudaAhead, NoneIsStartedWhereLogitsAreRead) {
  begin();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(logitsOf(session), expectedRow(text));
    step(1);
  }
  for (int i = 0; i < 5; ++i) {
    text.push_back(toyGreedy(text));
    ASSERT_EQ(append(session, {text.back()}, TERN_LOGITS_ALL), TERN_OK);
    EXPECT_EQ(takeStarts(), 1);
  }
  EXPECT_EQ(logitsOf(session), expectedRow(text));
}

TEST_F(CudaAhead, AnythingElseDropsAStartedStep) {
  using Ids = std::vector<int32_t>;
  auto feed = [&](const Ids &ids, uint32_t flags = 0) {
    text.insert(text.end(), ids.begin(), ids.end());
    ASSERT_EQ(append(session, ids, flags), TERN_OK) << tern_last_error();
  };
  auto rewind = [&](size_t position) {
    text.resize(position);
    ASSERT_EQ(tern_rewind(session.get(), int64_t(position)), TERN_OK);
  };
  const std::function<void()> others[] = {
      [&] { feed({toyGreedy(text) + 1}); },
      [&] { feed({toyGreedy(text), 7}); }, // as a prompt
      // All rows of the buffer of logits.
      [&] { feed({toyGreedy(text), 7, 8, 9, 8, 7, 6, 5}, TERN_LOGITS_ALL); },
      [&] {
        int32_t id = toyGreedy(text);
        rewind(3);
        feed({id});
      },
      [&] {
        rewind(0);
        feed({9, 10, 11, 12, 13, 14, 15, 16, 17, 18});
      },
      // The same token again, as the one that was started.
      [&] {
        Ids again{text.back()};
        rewind(text.size() - 1);
        feed(again);
      }};
  for (const std::function<void()> &other : others) {
    beginWithAStartedStep();
    other();
    takeStarts();
    EXPECT_EQ(choose(session), toyGreedy(text));
    for (int starts : {1, 2, 1})
      step(starts);
    EXPECT_EQ(logitsOf(session), expectedRow(text));
  }
}

TEST_F(CudaAhead, NoneIsStartedBehindTheContext) {
  begin();
  int started = 1;
  for (int32_t id; text.size() < toyContext; text.push_back(id)) {
    id = choose(session);
    ASSERT_EQ(id, toyGreedy(text));
    ASSERT_EQ(tern_step(session.get(), id), TERN_OK) << tern_last_error();
    started += takeStarts();
  }
  EXPECT_EQ(started, 1 + toyContext - 2); // the prompt of two, and each step
  EXPECT_EQ(fake().launches.size(), size_t(started));
  EXPECT_EQ(logitsOf(session), expectedRow(text));
  EXPECT_EQ(tern_step(session.get(), 3), TERN_ERROR_CONTEXT_FULL);
}

TEST_F(CudaAhead, AStartedStepEndsBeforeItsBuffers) {
  beginWithAStartedStep();
  session.reset();
  EXPECT_EQ(fake().misuse, "");
  EXPECT_EQ(fake().launches.size(), text.size());
}

TEST_F(CudaAhead, AStepThatFailsMayBeAskedForAgain) {
  for (const char *function : {"cuLaunchCooperativeKernel", "cuEventRecord",
                               "cuMemcpyDtoHAsync_v2", "cuEventSynchronize"}) {
    beginWithAStartedStep();
    int32_t id = choose(session);
    fake().failing = function;
    fake().failure = 719;
    fake().before = 0;
    EXPECT_EQ(tern_step(session.get(), id), TERN_ERROR_DEVICE) << function;
    EXPECT_TRUE(contains(tern_last_error(), "cuda:0 (Toy GPU): cannot"));
    EXPECT_EQ(tern_position(session.get()), int64_t(text.size()));
    text.push_back(id);
    ASSERT_EQ(tern_step(session.get(), id), TERN_OK);
    takeStarts();
    EXPECT_EQ(choose(session), toyGreedy(text));
    EXPECT_EQ(logitsOf(session), expectedRow(text));
    for (int starts : {1, 2, 1})
      step(starts);
  }
}

TEST_F(CudaAhead, NoneIsStartedWhileStagesAreMeasured) {
  beginWithAStartedStep();
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  for (int i = 0; i < 4; ++i)
    step(1);
  const tern_stage_time *times;
  size_t count, steps;
  ASSERT_EQ(tern_profile_get(session.get(), TERN_ENTRY_DECODE, &times, &count,
                             &steps),
            TERN_OK);
  EXPECT_EQ(steps, 4u);
  ASSERT_EQ(count, 3u);
  for (size_t i = 0; i < count; ++i)
    EXPECT_NEAR(times[i].working, 4 * 0.2e-3 * double(i + 1), 1e-9);
  ASSERT_EQ(tern_profile(session.get(), 0), TERN_OK);
  for (int starts : {2, 1})
    step(starts);
  // What was started before nothing was measured is still there.
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  ASSERT_EQ(tern_profile(session.get(), 0), TERN_OK);
  step(1);
  EXPECT_EQ(logitsOf(session), expectedRow(text));
}

TEST_F(CudaAhead, NoneIsStartedWithoutASecondRowOfLogits) {
  bundle.manifest["code"]["entries"]["prefill"]["max_tokens"] = 1;
  bundle.writeManifest();
  begin({5});
  for (int i = 0; i < 4; ++i)
    step(1);
  EXPECT_EQ(logitsOf(session), expectedRow(text));
}
