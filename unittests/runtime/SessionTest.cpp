//===- SessionTest.cpp - steps of a toy model -----------------------------===//
#include "Expect.h"
#include "ToyBundle.h"

#include <numeric>

using namespace tern::test;

static std::vector<int32_t> someIds(int count) {
  std::vector<int32_t> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back((i * 13 + 5) % toyVocab);
  return ids;
}

static tern_status prefill(const Handle<tern_session> &session,
                           const std::vector<int32_t> &ids,
                           uint32_t flags = TERN_LOGITS_LAST) {
  return tern_prefill(session.get(), ids.data(), ids.size(), flags);
}

/// All rows of tern_logits.
static std::vector<float> logitsOf(const Handle<tern_session> &session) {
  const float *logits;
  size_t rows, vocab;
  EXPECT_EQ(tern_logits(session.get(), &logits, &rows, &vocab), TERN_OK);
  EXPECT_EQ(vocab, size_t(toyVocab));
  return {logits, logits + rows * vocab};
}

static std::vector<float> expectedRow(const std::vector<int32_t> &ids) {
  std::vector<float> row;
  for (int32_t v = 0; v < toyVocab; ++v)
    row.push_back(toyLogit(ids, v));
  return row;
}

TEST(Session, LogitsOfTheLastToken) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  // Shorter than, equal to, and longer than a prefill step of 8.
  for (int count : {1, 3, 8, 9, 23, 40}) {
    ASSERT_EQ(tern_reset(session.get()), TERN_OK);
    ASSERT_EQ(prefill(session, someIds(count)), TERN_OK);
    EXPECT_EQ(logitsOf(session), expectedRow(someIds(count))) << count;
    EXPECT_EQ(tern_position(session.get()), count);
  }
}

TEST(Session, LogitsOfAllTokens) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(21), TERN_LOGITS_ALL), TERN_OK);
  std::vector<float> expected;
  for (int count = 1; count <= 21; ++count)
    for (float logit : expectedRow(someIds(count)))
      expected.push_back(logit);
  EXPECT_EQ(logitsOf(session), expected);
}

TEST(Session, StepsEqualAPrefill) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  for (int32_t id : someIds(20))
    ASSERT_EQ(tern_step(session.get(), id), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(someIds(20)));
}

TEST(Session, AnyNumberOfThreadsGivesTheSame) {
  ToyBundle bundle;
  auto model = load(bundle);
  for (int threads : {1, 2, 3, 8, 60}) {
    auto session = createSession(model, threads);
    ASSERT_EQ(prefill(session, someIds(17), TERN_LOGITS_ALL), TERN_OK);
    ASSERT_EQ(tern_step(session.get(), 4), TERN_OK);
    auto ids = someIds(17);
    ids.push_back(4);
    EXPECT_EQ(logitsOf(session), expectedRow(ids)) << threads;
  }
}

TEST(Session, OutlivesItsModel) {
  ToyBundle bundle;
  auto model = load(bundle);
  auto session = createSession(model);
  model.reset();
  ASSERT_EQ(prefill(session, someIds(5)), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(someIds(5)));
}

TEST(Session, ResetForgets) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(30)), TERN_OK);
  ASSERT_EQ(tern_reset(session.get()), TERN_OK);
  const float *logits;
  EXPECT_EQ(tern_logits(session.get(), &logits, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  ASSERT_EQ(prefill(session, someIds(3)), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(someIds(3)));
}

TEST(Session, RewindGoesBackToAPosition) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  for (int kept : {30, 29, 23, 8, 1, 0}) {
    ASSERT_EQ(tern_reset(session.get()), TERN_OK);
    ASSERT_EQ(prefill(session, someIds(30)), TERN_OK);
    ASSERT_EQ(tern_rewind(session.get(), kept), TERN_OK);
    EXPECT_EQ(tern_position(session.get()), kept);
    ASSERT_EQ(prefill(session, {7, 8}), TERN_OK);
    std::vector<int32_t> ids = someIds(kept);
    ids.insert(ids.end(), {7, 8});
    EXPECT_EQ(logitsOf(session), expectedRow(ids)) << kept;
  }
}

TEST(Session, RewindMakesRoom) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(40)), TERN_OK);
  ASSERT_EQ(tern_rewind(session.get(), 38), TERN_OK);
  EXPECT_EQ(prefill(session, {1, 2, 3}), TERN_ERROR_CONTEXT_FULL);
  EXPECT_EQ(prefill(session, {1, 2}), TERN_OK);
}

TEST(Session, RewindForgetsTheLogits) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(5)), TERN_OK);
  ASSERT_EQ(tern_rewind(session.get(), 4), TERN_OK);
  const float *logits;
  EXPECT_EQ(tern_logits(session.get(), &logits, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  int32_t id;
  EXPECT_EQ(tern_sample(session.get(), nullptr, &id), TERN_ERROR_ARGUMENT);
}

TEST(Session, RefusesToRewindBeyondTheSequence) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(5)), TERN_OK);
  for (int64_t position : {int64_t(-1), int64_t(6), INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(tern_rewind(session.get(), position), TERN_ERROR_ARGUMENT);
    EXPECT_STREQ(tern_last_error(),
                 ("position: expected a number in [0, 5], got " +
                  std::to_string(position))
                     .c_str());
  }
  EXPECT_EQ(logitsOf(session), expectedRow(someIds(5)));
}

TEST(Session, RefusesIdsOutOfRange) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  for (int32_t bad : {-1, toyVocab, INT32_MAX, INT32_MIN}) {
    EXPECT_EQ(prefill(session, {1, 2, bad}), TERN_ERROR_ARGUMENT);
    EXPECT_TRUE(contains(tern_last_error(), std::to_string(bad)));
    EXPECT_TRUE(contains(tern_last_error(), "[0, 4096)"));
    EXPECT_EQ(tern_step(session.get(), bad), TERN_ERROR_ARGUMENT);
  }
  EXPECT_EQ(tern_position(session.get()), 0);
}

TEST(Session, RefusesAPromptLongerThanTheContext) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  EXPECT_EQ(prefill(session, someIds(41)), TERN_ERROR_CONTEXT_FULL);
  EXPECT_TRUE(contains(tern_last_error(), "41"));
  EXPECT_TRUE(contains(tern_last_error(), "40"));
  EXPECT_EQ(tern_position(session.get()), 0);
}

TEST(Session, RefusesAStepBeyondTheContext) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  ASSERT_EQ(prefill(session, someIds(40)), TERN_OK);
  EXPECT_EQ(tern_step(session.get(), 1), TERN_ERROR_CONTEXT_FULL);
  // The last logits are still there.
  EXPECT_EQ(logitsOf(session), expectedRow(someIds(40)));
}

TEST(Session, RefusesAnEmptyPrompt) {
  ToyBundle bundle;
  auto session = createSession(load(bundle));
  int32_t id = 0;
  EXPECT_EQ(tern_prefill(session.get(), &id, 0, 0), TERN_ERROR_ARGUMENT);
}

TEST(Session, RefusesThreadsOutOfRange) {
  ToyBundle bundle;
  auto model = load(bundle);
  for (int threads : {0, -1, 1025, INT32_MAX}) {
    tern_session_options options{threads};
    tern_session *session;
    EXPECT_EQ(tern_session_create(model.get(), &options, &session),
              TERN_ERROR_ARGUMENT);
    EXPECT_TRUE(contains(tern_last_error(), std::to_string(threads)));
  }
}

TEST(Session, RefusesMemoryThatCannotBeHad) {
  ToyBundle bundle;
  bundle.manifest["kv_bytes"] = int64_t(1) << 50;
  bundle.writeManifest();
  auto model = load(bundle);
  tern_session *session;
  EXPECT_EQ(tern_session_create(model.get(), nullptr, &session),
            TERN_ERROR_RESOURCES);
  EXPECT_TRUE(contains(tern_last_error(), "key/value cache"));
}

TEST(Session, SamplingIsReproducible) {
  ToyBundle bundle;
  auto model = load(bundle);
  tern_sampling sampling = tern_sampling_default();
  sampling.temperature = 30;
  sampling.seed = 5;
  auto generate = [&] {
    auto session = createSession(model);
    std::vector<int32_t> ids{1};
    while (ids.size() < toyContext) {
      EXPECT_EQ(tern_step(session.get(), ids.back()), TERN_OK);
      ids.push_back(-1);
      EXPECT_EQ(tern_sample(session.get(), &sampling, &ids.back()), TERN_OK);
    }
    return ids;
  };
  auto first = generate();
  EXPECT_EQ(generate(), first);
  sampling.seed = 6;
  EXPECT_NE(generate(), first);
}
