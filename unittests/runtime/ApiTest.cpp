//===- ApiTest.cpp - the C API's checks of its arguments ------------------===//
#include "Expect.h"
#include "ToyBundle.h"

#include <thread>

using namespace tern::test;

TEST(Api, RefusesNullPointers) {
  tern_model *model;
  EXPECT_EQ(tern_model_load(nullptr, 0, &model), TERN_ERROR_ARGUMENT);
  EXPECT_STREQ(tern_last_error(), "path: expected a pointer, got NULL");
  EXPECT_EQ(tern_model_load("x", 0, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_model_get_info(nullptr, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_model_get_manifest(nullptr, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_session_create(nullptr, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_prefill(nullptr, nullptr, 1, 0), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_step(nullptr, 1), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_logits(nullptr, nullptr, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_sample(nullptr, nullptr, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_reset(nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_rewind(nullptr, 0), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_tokenizer_load(nullptr, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_tokenizer_encode(nullptr, "", 0, 0, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_tokenizer_decode(nullptr, nullptr, 0, 0, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_stream_create(nullptr, 0, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_stream_push(nullptr, 0, nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_stream_finish(nullptr, nullptr, nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_position(nullptr), 0);
  EXPECT_EQ(tern_tokenizer_size(nullptr), 0u);
}

TEST(Api, FreesNull) {
  tern_model_free(nullptr);
  tern_session_free(nullptr);
  tern_tokenizer_free(nullptr);
  tern_stream_free(nullptr);
  tern_ids_free(nullptr);
  tern_text_free(nullptr);
}

TEST(Api, RefusesUnknownFlags) {
  ToyBundle bundle;
  tern_model *model;
  EXPECT_EQ(tern_model_load(bundle.path().c_str(), 6, &model),
            TERN_ERROR_ARGUMENT);
  EXPECT_STREQ(tern_last_error(), "flags: unknown bits 6");
}

TEST(Api, LastErrorBelongsToAThread) {
  tern_model *model;
  EXPECT_NE(tern_model_load("/nowhere", 0, &model), TERN_OK);
  std::string other = "?";
  std::thread([&] { other = tern_last_error(); }).join();
  EXPECT_EQ(other, "");
  EXPECT_TRUE(contains(tern_last_error(), "/nowhere"));
}

TEST(Api, InfoSaysWhatTheManifestSays) {
  ToyBundle bundle;
  auto model = load(bundle);
  tern_model_info info;
  ASSERT_EQ(tern_model_get_info(model.get(), &info), TERN_OK);
  EXPECT_STREQ(info.name, "toy");
  EXPECT_EQ(info.vocab, toyVocab);
  EXPECT_EQ(info.context, toyContext);
  EXPECT_EQ(info.max_prefill, toyPrefill);
  EXPECT_EQ(info.bos, 4094);
  ASSERT_EQ(info.eos_count, 1u);
  EXPECT_EQ(info.eos[0], 4095);
  EXPECT_EQ(info.weight_bytes, 16384);
  EXPECT_EQ(info.kv_bytes, 256);
  EXPECT_EQ(info.max_sequences, toySequences);
  EXPECT_EQ(info.exact_logits, 0);
}

TEST(Api, DrawsNeedNoMoreThanTheExactLogits) {
  ToyBundle bundle;
  bundle.manifest["model"]["exact_logits"] = 8;
  bundle.writeManifest();
  auto model = load(bundle);
  tern_model_info info;
  ASSERT_EQ(tern_model_get_info(model.get(), &info), TERN_OK);
  EXPECT_EQ(info.exact_logits, 8);
  auto session = createSession(model);
  ASSERT_EQ(tern_step(session.get(), 1), TERN_OK);
  auto error = [&](float temperature, int32_t topK, float penalty) {
    tern_sampling sampling = tern_sampling_default();
    sampling.temperature = temperature;
    sampling.top_k = topK;
    sampling.repeat_penalty = penalty;
    int32_t id;
    tern_status status = tern_sample(session.get(), &sampling, &id);
    EXPECT_TRUE(status == TERN_OK || status == TERN_ERROR_ARGUMENT);
    return std::string(status == TERN_OK ? "" : tern_last_error());
  };
  EXPECT_EQ(error(0, 0, 1), "");
  EXPECT_EQ(error(1, 1, 1), "");
  EXPECT_EQ(error(1, 8, 1), "");
  EXPECT_TRUE(contains(error(1, 0, 1), "top-k: expected a number in [1, 8]"));
  EXPECT_TRUE(contains(error(1, 9, 1), "--head=int4-screen"));
  EXPECT_TRUE(contains(error(0, 0, 1.1f), "repeat-penalty: expected 1"));
}

TEST(Api, InfoWithoutBos) {
  ToyBundle bundle;
  bundle.manifest["model"]["bos"] = nullptr;
  bundle.manifest["model"]["eos"] = nlohmann::json::array();
  bundle.writeManifest();
  auto model = load(bundle);
  tern_model_info info;
  ASSERT_EQ(tern_model_get_info(model.get(), &info), TERN_OK);
  EXPECT_EQ(info.bos, -1);
  EXPECT_EQ(info.eos_count, 0u);
}
