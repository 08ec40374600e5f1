//===- GgufConfigTest.cpp - a model's shape in GGUF -----------------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/GgufConfig.h"

#include <cmath>
#include <map>

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// Starts from metadata that are right; each test changes something.
class GgufConfig : public testing::Test {
protected:
  /// What is read with the keys `ARCH.KEY` and what tests added to `file`.
  Expected<GgufModel> read() {
    GgufBuilder whole = file;
    whole.add("general.architecture", architecture.c_str());
    for (const auto &[key, value] : integers)
      whole.add(architecture + "." + key, value);
    for (const auto &[key, value] : floats)
      whole.add(architecture + "." + key, value);
    return readGgufModel(cantFail(whole.parse()));
  }
  /// With an integer key changed.
  Expected<GgufModel> with(const std::string &key, uint32_t value) {
    integers[key] = value;
    return read();
  }

  std::string architecture = "bitnet-b1.58";
  std::map<std::string, uint32_t> integers = {
      {"vocab_size", 128256},         {"context_length", 4096},
      {"embedding_length", 2560},     {"block_count", 30},
      {"feed_forward_length", 6912},  {"attention.head_count", 20},
      {"attention.head_count_kv", 5}, {"rope.dimension_count", 128}};
  std::map<std::string, float> floats = {
      {"attention.layer_norm_rms_epsilon", 1e-5F}, {"rope.freq_base", 500000}};
  GgufBuilder file;
};
} // namespace

TEST_F(GgufConfig, ReadsThePublishedShape) {
  file.add("tokenizer.ggml.bos_token_id", 128000u);
  file.add("tokenizer.ggml.eos_token_id", 128001u);
  Expected<GgufModel> model = read();
  ASSERT_TRUE(succeeds(model.takeError()));
  const ModelConfig &config = model->config;
  EXPECT_EQ(model->architecture, GgufArchitecture::BitnetB158);
  EXPECT_EQ(config.hidden, 2560);
  EXPECT_EQ(config.intermediate, 6912);
  EXPECT_EQ(config.layers, 30);
  EXPECT_EQ(config.heads, 20);
  EXPECT_EQ(config.kvHeads, 5);
  EXPECT_EQ(config.headDim, 128);
  EXPECT_EQ(config.vocab, 128256);
  EXPECT_EQ(config.maxPositions, 4096);
  EXPECT_EQ(config.rmsNormEps, double(1e-5F));
  EXPECT_EQ(config.ropeTheta, 500000);
  EXPECT_EQ(config.activation, ActivationKind::Relu2);
  EXPECT_TRUE(config.tieWordEmbeddings);
  EXPECT_EQ(config.bos, 128000);
  EXPECT_EQ(config.eos, std::vector<int64_t>{128001});
  EXPECT_FALSE(model->ropeScaling);
  EXPECT_TRUE(model->ropeFactors.empty());
}

TEST_F(GgufConfig, ArchitecturesAndTheirActivations) {
  struct {
    const char *name;
    GgufArchitecture architecture;
    ActivationKind activation;
  } cases[] = {
      {"bitnet-25", GgufArchitecture::BitnetB158, ActivationKind::Relu2},
      {"bitnet", GgufArchitecture::Bitnet, ActivationKind::Silu},
      {"llama", GgufArchitecture::Llama, ActivationKind::Silu}};
  for (const auto &[name, expected, activation] : cases) {
    architecture = name;
    GgufModel model = cantFail(read());
    EXPECT_EQ(model.architecture, expected) << name;
    EXPECT_EQ(model.config.activation, activation) << name;
  }
}

TEST_F(GgufConfig, DefaultsOfTheFormat) {
  integers.erase("attention.head_count_kv");
  floats.erase("rope.freq_base");
  GgufModel model = cantFail(read());
  EXPECT_EQ(model.config.kvHeads, 20);
  EXPECT_EQ(model.config.ropeTheta, 10000);
  EXPECT_FALSE(model.config.bos);
  EXPECT_TRUE(model.config.eos.empty());
}

TEST_F(GgufConfig, KeyLengthWins) {
  integers["rope.dimension_count"] = integers["attention.value_length"] = 96;
  EXPECT_EQ(cantFail(with("attention.key_length", 96)).config.headDim, 96);
}

TEST_F(GgufConfig, TheHeadIsTiedWithoutOne) {
  file.tensor("output.weight", GgufType::F16, {1, 1}, "aa");
  EXPECT_FALSE(cantFail(read()).config.tieWordEmbeddings);
}

TEST_F(GgufConfig, VocabularyOfTheTokens) {
  integers.erase("vocab_size");
  EXPECT_TRUE(hasError(
      read(),
      "x.gguf: bitnet-b1.58.vocab_size: expected the size of the vocabulary",
      "got no such key"));
  file.add("tokenizer.ggml.tokens", ArrayRef<StringRef>{"a", "b", "c"});
  EXPECT_EQ(cantFail(read()).config.vocab, 3);
}

TEST_F(GgufConfig, RefusesTableOfAnotherVocabulary) {
  file.tensor("token_embd.weight", GgufType::F16, {4, 2}, std::string(16, 'a'));
  EXPECT_EQ(cantFail(with("vocab_size", 4)).config.vocab, 4);
  EXPECT_TRUE(hasError(with("vocab_size", 5),
                       "tensor 'token_embd.weight': expected a row for each of "
                       "the 5 tokens, got shape [4, 2]"));
}

TEST_F(GgufConfig, EveryEndOfText) {
  file.add("tokenizer.ggml.eos_token_id", 7u);
  file.add("tokenizer.ggml.eot_token_id", 9u);
  file.add("tokenizer.ggml.eom_token_id", 7u);
  EXPECT_EQ(cantFail(read()).config.eos, (std::vector<int64_t>{7, 9}));
}

TEST_F(GgufConfig, RefusesTokenIdsOutsideOfTheVocabulary) {
  file.add("tokenizer.ggml.bos_token_id", 128256u);
  EXPECT_TRUE(hasError(read(), "tokenizer.ggml.bos_token_id: expected an "
                               "integer from 0 to 128255, got 128256"));
}

TEST_F(GgufConfig, RefusesUnknownArchitecture) {
  architecture = "gemma3";
  EXPECT_TRUE(hasError(
      read(), "x.gguf: general.architecture: expected a supported one "
              "(bitnet-b1.58, bitnet-25, bitnet, llama), got 'gemma3'"));
  EXPECT_TRUE(
      hasError(readGgufModel(cantFail(file.parse())),
               "general.architecture: expected a string, got no such key"));
}

TEST_F(GgufConfig, RefusesMissingKeys) {
  const auto all = integers;
  for (StringRef key : {"context_length", "embedding_length", "block_count",
                        "feed_forward_length", "attention.head_count"}) {
    integers = all;
    integers.erase(key.str());
    EXPECT_TRUE(hasError(read(),
                         "x.gguf: bitnet-b1.58." + key.str() +
                             ": expected an integer from 1 to ",
                         "got no such key"));
  }
  integers = all;
  floats.erase("attention.layer_norm_rms_epsilon");
  EXPECT_TRUE(hasError(
      read(),
      "bitnet-b1.58.attention.layer_norm_rms_epsilon: expected a number"));
}

TEST_F(GgufConfig, RefusesAbsurdSizes) {
  const auto all = integers;
  for (const auto &[key, value] : all)
    for (uint32_t size : {0u, 0xffffffffu}) {
      integers = all;
      EXPECT_TRUE(hasError(with(key, size),
                           "x.gguf: bitnet-b1.58." + key +
                               ": expected an integer from 1 to ",
                           "got " + std::to_string(size)));
    }
}

TEST_F(GgufConfig, RefusesHeadsThatDoNotDivide) {
  EXPECT_TRUE(hasError(
      with("attention.head_count_kv", 3),
      "attention.head_count_kv: expected a divisor of head_count, 20, got 3"));
  integers["attention.head_count_kv"] = 1;
  EXPECT_TRUE(hasError(with("attention.head_count", 7),
                       "attention.head_count: expected without key_length a "
                       "divisor of embedding_length, 2560, got 7"));
}

TEST_F(GgufConfig, RefusesOddHeads) {
  integers.erase("rope.dimension_count");
  EXPECT_TRUE(hasError(
      with("attention.key_length", 95),
      "attention.key_length: expected heads of an even number of features",
      "got 95"));
}

TEST_F(GgufConfig, RefusesPartialRotation) {
  EXPECT_TRUE(hasError(
      with("rope.dimension_count", 64),
      "rope.dimension_count: expected all features of a head, 128, got 64"));
}

TEST_F(GgufConfig, RefusesValuesOfAnotherLength) {
  EXPECT_TRUE(hasError(
      with("attention.value_length", 64),
      "attention.value_length: expected all features of a head, 128, got 64"));
}

TEST_F(GgufConfig, RefusesWhatWouldChangeTheMeaning) {
  const auto all = integers;
  for (const char *key : {"expert_count", "attention.sliding_window"}) {
    integers = all;
    EXPECT_TRUE(succeeds(with(key, 0).takeError()));
    EXPECT_TRUE(
        hasError(with(key, 8), "bitnet-b1.58." + std::string(key) +
                                   ": expected an integer from 0 to 0, got 8"));
  }
  integers = all;
  EXPECT_TRUE(
      hasError(with("logit_scale", 1),
               "bitnet-b1.58.logit_scale: expected no such key, got 1"));
  integers = all;
  GgufBuilder plain = file;
  file.add("bitnet-b1.58.attention.causal", false);
  EXPECT_TRUE(hasError(read(), "attention.causal: expected true, got false"));
  file = plain.add("bitnet-b1.58.use_parallel_residual", true);
  EXPECT_TRUE(
      hasError(read(), "use_parallel_residual: expected false, got true"));
}

TEST_F(GgufConfig, ReadsRopeScaling) {
  GgufBuilder plain = file;
  file.add("bitnet-b1.58.rope.scaling.type", "none");
  EXPECT_FALSE(cantFail(read()).ropeScaling);
  file = plain;
  file.add("bitnet-b1.58.rope.scaling.type", "linear");
  floats["rope.scaling.factor"] = 4;
  integers["rope.scaling.original_context_length"] = 2048;
  std::optional<GgufRopeScaling> scaling = cantFail(read()).ropeScaling;
  ASSERT_TRUE(scaling);
  EXPECT_EQ(scaling->type, "linear");
  EXPECT_EQ(scaling->factor, 4);
  EXPECT_EQ(scaling->originalContext, 2048);
}

TEST_F(GgufConfig, ReadsRopeScalingOfOldFiles) {
  floats["rope.scale_linear"] = 2;
  std::optional<GgufRopeScaling> scaling = cantFail(read()).ropeScaling;
  ASSERT_TRUE(scaling);
  EXPECT_EQ(scaling->type, "linear");
  EXPECT_EQ(scaling->factor, 2);
}

TEST_F(GgufConfig, RefusesWrongRopeScaling) {
  GgufBuilder plain = file;
  file.add("bitnet-b1.58.rope.scaling.type", "other");
  EXPECT_TRUE(hasError(read(), "rope.scaling.type: expected none, linear, yarn "
                               "or longrope, got 'other'"));
  file = plain.add("bitnet-b1.58.rope.scaling.type", "linear");
  EXPECT_TRUE(hasError(read(), "rope.scaling.factor: expected a number",
                       "got no such key"));
  floats["rope.scaling.factor"] = 0;
  EXPECT_TRUE(hasError(read(), "rope.scaling.factor: expected a number"));
}

TEST_F(GgufConfig, ReadsRopeFactors) {
  integers["attention.key_length"] = integers["rope.dimension_count"] = 4;
  file.tensor("rope_freqs.weight", GgufType::F32, {2},
              bytesOf(1.0F) + bytesOf(8.0F));
  EXPECT_EQ(cantFail(read()).ropeFactors, (std::vector<float>{1, 8}));
}

TEST_F(GgufConfig, RefusesWrongRopeFactors) {
  integers["attention.key_length"] = integers["rope.dimension_count"] = 4;
  GgufBuilder plain = file;
  file.tensor("rope_freqs.weight", GgufType::F32, {1}, bytesOf(1.0F));
  EXPECT_TRUE(hasError(
      read(), "tensor 'rope_freqs.weight': expected F32 [2], got F32 [1]"));
  for (float factor : {0.0F, -1.0F, INFINITY, NAN}) {
    file = plain;
    file.tensor("rope_freqs.weight", GgufType::F32, {2},
                bytesOf(1.0F) + bytesOf(factor));
    EXPECT_TRUE(hasError(
        read(),
        "tensor 'rope_freqs.weight': expected finite positive factors"));
  }
}
