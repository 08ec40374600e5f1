//===- BatchTest.cpp - sequences of a toy model, together -----------------===//
#include "Expect.h"
#include "ToyBundle.h"

#include <map>

using namespace tern::test;

namespace {
/// A batch, and what its sequences are.
class Batch {
public:
  explicit Batch(int threads = 2, int sequences = toySequences)
      : batch(createBatch(load(bundle), threads, sequences)) {}

  tern_status prefill(int32_t sequence, const std::vector<int32_t> &ids) {
    tern_status status =
        tern_batch_prefill(batch.get(), sequence, ids.data(), ids.size());
    if (status == TERN_OK)
      texts[sequence].insert(texts[sequence].end(), ids.begin(), ids.end());
    return status;
  }

  tern_status step(const std::vector<int32_t> &sequences,
                   const std::vector<int32_t> &ids) {
    tern_status status =
        tern_batch_step(batch.get(), sequences.data(), ids.data(), ids.size());
    if (status == TERN_OK)
      for (size_t i = 0; i < ids.size(); ++i)
        texts[sequences[i]].push_back(ids[i]);
    return status;
  }

  void rewind(int32_t sequence, int64_t position) {
    ASSERT_EQ(tern_batch_rewind(batch.get(), sequence, position), TERN_OK);
    texts[sequence].resize(static_cast<size_t>(position));
  }

  /// Rows are what each sequence alone gives.
  void expectLogits(const std::vector<int32_t> &sequences) {
    const float *logits;
    size_t rows, vocab;
    ASSERT_EQ(tern_batch_logits(batch.get(), &logits, &rows, &vocab), TERN_OK);
    ASSERT_EQ(rows, sequences.size());
    ASSERT_EQ(vocab, size_t(toyVocab));
    for (size_t row = 0; row < rows; ++row)
      for (int32_t v = 0; v < toyVocab; ++v)
        ASSERT_EQ(logits[row * vocab + static_cast<size_t>(v)],
                  toyLogit(texts[sequences[row]], v))
            << "row " << row << ", logit " << v;
  }

  void expectPositions() {
    for (const auto &[sequence, text] : texts) {
      int64_t position;
      ASSERT_EQ(tern_batch_position(batch.get(), sequence, &position), TERN_OK);
      EXPECT_EQ(position, static_cast<int64_t>(text.size()));
    }
  }

  ToyBundle bundle;
  Handle<tern_batch> batch;
  std::map<int32_t, std::vector<int32_t>> texts;
};
} // namespace

TEST(Batch, SequencesAreSeparate) {
  for (int threads : {1, 2, 5}) {
    Batch batch(threads);
    ASSERT_EQ(batch.prefill(2, {7, 8, 9}), TERN_OK);
    batch.expectLogits({2});
    // Longer than a prefill step.
    ASSERT_EQ(batch.prefill(0, std::vector<int32_t>(19, 5)), TERN_OK);
    batch.expectLogits({0});
    ASSERT_EQ(batch.step({0, 3, 2}, {11, 12, 13}), TERN_OK);
    batch.expectLogits({0, 3, 2});
    ASSERT_EQ(batch.step({2}, {14}), TERN_OK);
    batch.expectLogits({2});
    ASSERT_EQ(batch.step({2, 1, 0, 3}, {1, 2, 3, 4}), TERN_OK);
    batch.expectLogits({2, 1, 0, 3});
    batch.expectPositions();
  }
}

TEST(Batch, ASequenceGoesBackAndOnesStay) {
  Batch batch;
  ASSERT_EQ(batch.step({0, 1}, {5, 6}), TERN_OK);
  ASSERT_EQ(batch.step({0, 1}, {7, 8}), TERN_OK);
  batch.rewind(1, 1);
  ASSERT_EQ(batch.step({1, 0}, {9, 10}), TERN_OK);
  batch.expectLogits({1, 0});
  batch.rewind(0, 0);
  ASSERT_EQ(batch.prefill(0, {3}), TERN_OK);
  ASSERT_EQ(batch.step({0, 1}, {4, 4}), TERN_OK);
  batch.expectLogits({0, 1});
  batch.expectPositions();
}

TEST(Batch, RefusesAStepAndLeavesAllAsTheyWere) {
  Batch batch;
  ASSERT_EQ(batch.prefill(1, std::vector<int32_t>(toyContext, 2)), TERN_OK);
  ASSERT_EQ(batch.step({0, 2}, {5, 6}), TERN_OK);
  struct {
    std::vector<int32_t> sequences, ids;
    tern_status status;
    const char *expected;
  } refused[] = {
      {{0, 2, 0},
       {1, 2, 3},
       TERN_ERROR_ARGUMENT,
       "sequence 0 is named twice, as number 0 and as number 2"},
      {{0, 4},
       {1, 2},
       TERN_ERROR_ARGUMENT,
       "sequence: expected a number in [0, 4), got 4"},
      {{-1}, {1}, TERN_ERROR_ARGUMENT, "got -1"},
      {{0, 2}, {1, toyVocab}, TERN_ERROR_ARGUMENT, "token id 4096 (number 1"},
      {{0, 1},
       {1, 2},
       TERN_ERROR_CONTEXT_FULL,
       "sequence 1: 1 tokens do not fit into the context of 40, of which 40"}};
  for (const auto &step : refused) {
    EXPECT_EQ(batch.step(step.sequences, step.ids), step.status);
    EXPECT_TRUE(contains(tern_last_error(), step.expected));
    batch.expectPositions();
    batch.expectLogits({0, 2});
  }
  int32_t one = 1;
  EXPECT_EQ(tern_batch_step(batch.batch.get(), &one, &one, 0),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "at least one token"));
  ASSERT_EQ(batch.step({2, 0}, {1, 2}), TERN_OK);
  batch.expectLogits({2, 0});
}

TEST(Batch, RefusesAPrefill) {
  Batch batch;
  EXPECT_EQ(batch.prefill(4, {1}), TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "sequence: expected"));
  EXPECT_EQ(batch.prefill(3, std::vector<int32_t>(toyContext + 1, 1)),
            TERN_ERROR_CONTEXT_FULL);
  EXPECT_TRUE(contains(tern_last_error(), "sequence 3: 41 tokens"));
  EXPECT_EQ(tern_batch_rewind(batch.batch.get(), 0, 1), TERN_ERROR_ARGUMENT);
  const float *logits;
  EXPECT_EQ(tern_batch_logits(batch.batch.get(), &logits, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "no logits before"));
}

TEST(Batch, FewerSequencesThanTheBundleHas) {
  Batch batch(2, 3);
  ASSERT_EQ(batch.step({2, 1}, {5, 6}), TERN_OK);
  batch.expectLogits({2, 1});
  EXPECT_EQ(batch.step({3}, {1}), TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "in [0, 3), got 3"));
}

TEST(Batch, RefusesOptions) {
  ToyBundle bundle;
  auto model = load(bundle);
  tern_batch *batch = nullptr;
  for (int32_t sequences : {0, toySequences + 1, -1}) {
    tern_batch_options options{1, sequences};
    EXPECT_EQ(tern_batch_create(model.get(), nullptr, &options, &batch),
              TERN_ERROR_ARGUMENT);
    EXPECT_TRUE(contains(tern_last_error(), "sequences: expected a number in "
                                            "[1, 4], which the bundle"));
  }
  tern_batch_options options{0, 1};
  EXPECT_EQ(tern_batch_create(model.get(), nullptr, &options, &batch),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "threads"));
  EXPECT_EQ(tern_batch_create(model.get(), "cuda", nullptr, &batch),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "device: expected cpu"));
  EXPECT_EQ(batch, nullptr);
}

TEST(Batch, NeedsABundleWithTheEntry) {
  ToyBundle bundle;
  bundle.manifest["code"]["entries"].erase("batch");
  bundle.writeManifest();
  auto model = load(bundle);
  tern_model_info info;
  ASSERT_EQ(tern_model_get_info(model.get(), &info), TERN_OK);
  EXPECT_EQ(info.max_sequences, 0);
  tern_batch *batch;
  EXPECT_EQ(tern_batch_create(model.get(), nullptr, nullptr, &batch),
            TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "ternc --sequences=N"));
}

TEST(Batch, SamplesEachRow) {
  Batch batch;
  ASSERT_EQ(batch.prefill(3, {1, 2, 3}), TERN_OK);
  ASSERT_EQ(batch.step({0, 3}, {5, 6}), TERN_OK);
  tern_sampling greedy = tern_sampling_default();
  greedy.temperature = 0;
  for (size_t row : {0, 1}) {
    int32_t id;
    ASSERT_EQ(tern_batch_sample(batch.batch.get(), row, &greedy, &id), TERN_OK);
    EXPECT_EQ(id, toyGreedy(batch.texts[row == 0 ? 0 : 3]));
  }
  int32_t id;
  EXPECT_EQ(tern_batch_sample(batch.batch.get(), 2, &greedy, &id),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "row: expected a number below 2"));
  batch.rewind(3, 0);
  ASSERT_EQ(tern_batch_sample(batch.batch.get(), 0, &greedy, &id), TERN_OK);
  EXPECT_EQ(tern_batch_sample(batch.batch.get(), 1, &greedy, &id),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "was rewound"));
}

/// With the number that a session draws with at the same position.
TEST(Batch, DrawsAsASessionDoes) {
  Batch batch;
  auto session = createSession(load(batch.bundle));
  ASSERT_EQ(batch.prefill(2, {4, 5}), TERN_OK);
  ASSERT_EQ(batch.step({0, 2}, {9, 6}), TERN_OK);
  std::vector<int32_t> text = batch.texts[2];
  ASSERT_EQ(tern_prefill(session.get(), text.data(), text.size(), 0), TERN_OK);
  tern_sampling sampling = tern_sampling_default();
  sampling.repeat_penalty = 1.5f;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    sampling.seed = seed;
    int32_t together, alone;
    ASSERT_EQ(tern_batch_sample(batch.batch.get(), 1, &sampling, &together),
              TERN_OK);
    ASSERT_EQ(tern_sample(session.get(), &sampling, &alone), TERN_OK);
    EXPECT_EQ(together, alone);
  }
}

TEST(Batch, ProfilesItsEntries) {
  Batch batch;
  const tern_stage_time *times;
  size_t count, steps;
  EXPECT_EQ(tern_batch_profile_get(batch.batch.get(), TERN_ENTRY_BATCH, &times,
                                   &count, &steps),
            TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "not profiled"));
  ASSERT_EQ(tern_batch_profile(batch.batch.get(), 1), TERN_OK);
  ASSERT_EQ(batch.prefill(0, std::vector<int32_t>(9, 5)), TERN_OK);
  ASSERT_EQ(batch.step({0, 1}, {5, 6}), TERN_OK);
  ASSERT_EQ(batch.step({1, 2}, {5, 6}), TERN_OK);
  for (auto [entry, expected] :
       {std::pair(TERN_ENTRY_DECODE, 1u), std::pair(TERN_ENTRY_PREFILL, 1u),
        std::pair(TERN_ENTRY_BATCH, 2u)}) {
    ASSERT_EQ(tern_batch_profile_get(batch.batch.get(), entry, &times, &count,
                                     &steps),
              TERN_OK);
    EXPECT_EQ(count, 3u);
    EXPECT_EQ(steps, expected);
  }
  EXPECT_EQ(
      tern_batch_profile_get(batch.batch.get(), 3, &times, &count, &steps),
      TERN_ERROR_ARGUMENT);
}

TEST(Batch, RefusesNullPointers) {
  Batch batch;
  tern_batch *handle = batch.batch.get();
  int32_t id = 1;
  int64_t position;
  tern_batch_free(nullptr);
  for (tern_status status :
       {tern_batch_create(nullptr, nullptr, nullptr, &handle),
        tern_batch_prefill(nullptr, 0, &id, 1),
        tern_batch_prefill(handle, 0, nullptr, 1),
        tern_batch_step(nullptr, &id, &id, 1),
        tern_batch_step(handle, nullptr, &id, 1),
        tern_batch_step(handle, &id, nullptr, 1),
        tern_batch_logits(handle, nullptr, nullptr, nullptr),
        tern_batch_position(nullptr, 0, &position),
        tern_batch_position(handle, 0, nullptr),
        tern_batch_rewind(nullptr, 0, 0),
        tern_batch_sample(handle, 0, nullptr, nullptr)})
    EXPECT_EQ(status, TERN_ERROR_ARGUMENT);
}
