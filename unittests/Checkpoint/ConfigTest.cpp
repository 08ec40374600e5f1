//===- ConfigTest.cpp -----------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Config.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// Starts from a config that is right; each test changes something.
class Config : public testing::Test {
protected:
  Config() {
    object = json::Object{
        {"model_type", "bitnet"},
        {"architectures", json::Array{"BitNetForCausalLM"}},
        {"hidden_size", 2560},
        {"intermediate_size", 6912},
        {"num_hidden_layers", 30},
        {"num_attention_heads", 20},
        {"num_key_value_heads", 5},
        {"vocab_size", 128256},
        {"max_position_embeddings", 4096},
        {"rms_norm_eps", 1e-5},
        {"rope_theta", 500000.0},
        {"hidden_act", "relu2"},
        {"tie_word_embeddings", true},
        {"bos_token_id", 128000},
        {"eos_token_id", 128001},
        {"quantization_config", json::Object{{"quant_method", "bitnet"},
                                             {"linear_class", "autobitlinear"},
                                             {"quantization_mode", "offline"}}},
    };
  }

  json::Object &quantization() {
    return *object.getObject("quantization_config");
  }
  Expected<ModelConfig> read() {
    std::string text;
    raw_string_ostream(text) << json::Value(json::Object(object));
    directory.write("config.json", text);
    return readModelConfig(directory.path);
  }
  /// What is read with one key changed.
  Expected<ModelConfig> with(StringRef key, json::Value value) {
    object[key] = std::move(value);
    return read();
  }

  json::Object object;
  TempDirectory directory;
};
} // namespace

TEST_F(Config, ReadsTheShape) {
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->family, "bitnet");
  EXPECT_EQ(config->names.ffnSubNorm, "mlp.ffn_sub_norm.weight");
  EXPECT_EQ(config->hidden, 2560);
  EXPECT_EQ(config->intermediate, 6912);
  EXPECT_EQ(config->layers, 30);
  EXPECT_EQ(config->heads, 20);
  EXPECT_EQ(config->kvHeads, 5);
  EXPECT_EQ(config->headDim, 128);
  EXPECT_EQ(config->vocab, 128256);
  EXPECT_EQ(config->maxPositions, 4096);
  EXPECT_EQ(config->rmsNormEps, 1e-5);
  EXPECT_EQ(config->ropeTheta, 500000.0);
  EXPECT_EQ(config->activation, ActivationKind::Relu2);
  EXPECT_TRUE(config->tieWordEmbeddings);
  EXPECT_EQ(config->bos, 128000);
  EXPECT_EQ(config->eos, std::vector<int64_t>{128001});
  EXPECT_EQ(config->convention, WeightConvention::PackedMultiply);
}

TEST_F(Config, ExplicitHeadDimWins) {
  Expected<ModelConfig> config = with("head_dim", 96);
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->headDim, 96);
}

TEST_F(Config, KvHeadsDefaultToHeads) {
  Expected<ModelConfig> config = with("num_key_value_heads", nullptr);
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->kvHeads, 20);
}

TEST_F(Config, TokenIdsMayBeAbsent) {
  object["bos_token_id"] = nullptr;
  object.erase("eos_token_id");
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_FALSE(config->bos);
  EXPECT_TRUE(config->eos.empty());
}

TEST_F(Config, GenerationConfigWinsForEos) {
  directory.write("generation_config.json", R"({"eos_token_id":[3,4]})");
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->eos, (std::vector<int64_t>{3, 4}));
}

TEST_F(Config, RefusesBadGenerationConfig) {
  directory.write("generation_config.json", R"({"eos_token_id":[128256]})");
  EXPECT_TRUE(hasError(read(), "generation_config.json: eos_token_id: expected "
                               "an integer from 0 to 128255, got 128256"));
}

TEST_F(Config, RopeParametersOfTransformers5) {
  object.erase("rope_theta");
  Expected<ModelConfig> config =
      with("rope_parameters",
           json::Object{{"rope_type", "default"}, {"rope_theta", 1000.0}});
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->ropeTheta, 1000.0);
}

TEST_F(Config, RefusesContradictingRopeTheta) {
  EXPECT_TRUE(
      hasError(with("rope_parameters", json::Object{{"rope_theta", 1000.0}}),
               "rope_theta: contradicts"));
}

TEST_F(Config, ConventionsOfScales) {
  quantization().erase("linear_class");
  EXPECT_EQ(cantFail(read()).convention, WeightConvention::PackedDivide);
  quantization()["linear_class"] = "autobitlinear";
  quantization()["quantization_mode"] = "online";
  EXPECT_EQ(cantFail(read()).convention, WeightConvention::MasterAbsmean);
  quantization()["linear_class"] = "bitlinear";
  EXPECT_TRUE(hasError(read(),
                       "quantization_config.quantization_mode: expected "
                       "offline, got \"online\""));
}

TEST_F(Config, RefusesUnknownModelType) {
  EXPECT_TRUE(hasError(with("model_type", "gpt2"),
                       "config.json: model_type: expected \"bitnet\", that of "
                       "BitNetForCausalLM, got \"gpt2\""));
  object.erase("architectures");
  EXPECT_TRUE(hasError(read(), "model_type: expected a supported type (bitnet, "
                               "llama, llama, qwen3), got 'gpt2'"));
}

TEST_F(Config, RefusesUnknownArchitecture) {
  EXPECT_TRUE(
      hasError(with("architectures", json::Array{"GPT2LMHeadModel"}),
               "architectures: expected a supported one (BitNetForCausalLM, ",
               "got 'GPT2LMHeadModel' (model_type 'bitnet')"));
  EXPECT_TRUE(hasError(with("architectures", json::Array{"A", "B"}),
                       "architectures: expected a list of one name"));
}

TEST_F(Config, RefusesSizesOutOfRange) {
  for (StringRef key : {"hidden_size", "intermediate_size", "num_hidden_layers",
                        "num_attention_heads", "num_key_value_heads",
                        "head_dim", "vocab_size", "max_position_embeddings"}) {
    json::Object whole = object;
    std::string named = (key + ": expected an integer from 1 to ").str();
    for (json::Value bad :
         {json::Value(0), json::Value(-4), json::Value(1.5), json::Value("256"),
          json::Value(INT64_MAX), json::Value(1e300), json::Value(true),
          json::Value(json::Array{1})})
      EXPECT_TRUE(hasError(with(key, bad), named)) << key.str();
    object = std::move(whole);
  }
}

TEST_F(Config, RefusesSizesWhoseProductOverflows) {
  for (auto [key, bits] : {std::pair("hidden_size", 19),
                           {"intermediate_size", 19},
                           {"head_dim", 19},
                           {"vocab_size", 21},
                           {"max_position_embeddings", 25}}) {
    json::Object whole = object;
    EXPECT_TRUE(hasError(with(key, int64_t(1) << bits), key));
    object = std::move(whole);
  }
}

TEST_F(Config, RefusesMissingKeys) {
  for (StringRef key :
       {"model_type", "hidden_size", "intermediate_size", "num_hidden_layers",
        "num_attention_heads", "vocab_size", "max_position_embeddings",
        "rms_norm_eps", "rope_theta", "hidden_act", "quantization_config"}) {
    json::Object whole = object;
    object.erase(key);
    EXPECT_TRUE(
        hasError(read(), (key + ": expected ").str(), "got no such key"));
    object = std::move(whole);
  }
}

TEST_F(Config, RefusesBadNumbers) {
  EXPECT_TRUE(hasError(with("rms_norm_eps", 0), "rms_norm_eps: expected"));
  object["rms_norm_eps"] = 1e-5;
  EXPECT_TRUE(hasError(with("rope_theta", "5e5"), "rope_theta: expected",
                       "got \"5e5\""));
}

TEST_F(Config, RefusesHeadsThatDoNotDivide) {
  EXPECT_TRUE(hasError(with("num_key_value_heads", 3),
                       "num_key_value_heads: expected a divisor of", "got 3"));
  object["num_key_value_heads"] = nullptr;
  EXPECT_TRUE(hasError(with("num_attention_heads", 3),
                       "num_attention_heads: without head_dim"));
  EXPECT_TRUE(hasError(with("head_dim", 7), "head_dim: expected an even"));
}

TEST_F(Config, RefusesWhatItDoesNotSupport) {
  struct {
    StringRef key;
    json::Value value;
  } cases[] = {{"rope_scaling", json::Object{{"rope_type", "yarn"}}},
               {"attention_bias", "some"},
               {"hidden_act", "tanh"}};
  for (auto &[key, value] : cases) {
    json::Object whole = object;
    EXPECT_TRUE(hasError(with(key, value), key, ": expected"));
    object = std::move(whole);
  }
}

TEST_F(Config, RefusesUnsupportedQuantization) {
  struct {
    StringRef key;
    json::Value value;
  } cases[] = {{"use_rms_norm", "yes"},
               {"quant_method", "gptq"},
               {"linear_class", "linear"},
               {"quantization_mode", "sometimes"},
               {"modules_to_not_convert", json::Array{"mlp.*"}}};
  for (auto &[key, value] : cases) {
    json::Object whole = object;
    quantization()[key] = value;
    EXPECT_TRUE(hasError(read(), ("quantization_config." + key + ": ").str()));
    object = std::move(whole);
  }
}

TEST_F(Config, RefusesTokenIdsBeyondTheVocabulary) {
  EXPECT_TRUE(hasError(with("bos_token_id", 128256), "bos_token_id: expected"));
  object["bos_token_id"] = 1;
  EXPECT_TRUE(hasError(with("eos_token_id", json::Array{1, "2"}),
                       "eos_token_id: expected", "got \"2\""));
}

TEST_F(Config, RefusesBadFiles) {
  EXPECT_TRUE(hasError(readModelConfig(directory.path),
                       "config.json: cannot open: No such file"));
  directory.write("config.json", "{\"model_type\":");
  EXPECT_TRUE(hasError(readModelConfig(directory.path), "config.json: JSON: "));
  directory.write("config.json", "[1]");
  EXPECT_TRUE(hasError(readModelConfig(directory.path),
                       "config.json: JSON: expected an object, got [1]"));
  directory.write("config.json", std::string(100'000, '{'));
  EXPECT_TRUE(hasError(readModelConfig(directory.path), "at most 64 levels"));
}

TEST_F(Config, KeepsTheLastOfRepeatedKeys) {
  std::string text;
  raw_string_ostream(text) << json::Value(json::Object(object));
  directory.write("config.json", "{\"hidden_size\":1," + text.substr(1));
  EXPECT_EQ(cantFail(readModelConfig(directory.path)).hidden, 2560);
}

TEST_F(Config, BiasesAndActivationsWhereAskedFor) {
  object["attention_bias"] = true;
  object["hidden_act"] = "gelu_pytorch_tanh";
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_TRUE(config->qkvBias && config->outputBias);
  EXPECT_FALSE(config->ffnBias);
  EXPECT_EQ(config->activation, ActivationKind::GeluTanh);
}

TEST_F(Config, Llama3RopeScaling) {
  json::Object scaling{{"rope_type", "llama3"},
                       {"factor", 8.0},
                       {"low_freq_factor", 1.0},
                       {"high_freq_factor", 4.0},
                       {"original_max_position_embeddings", 8192}};
  Expected<ModelConfig> config = with("rope_scaling", json::Object(scaling));
  ASSERT_TRUE(succeeds(config.takeError()));
  ASSERT_TRUE(config->ropeScaling);
  EXPECT_EQ(config->ropeScaling->factor, 8);
  EXPECT_EQ(config->ropeScaling->originalPositions, 8192);
  scaling["high_freq_factor"] = 1.0;
  EXPECT_TRUE(hasError(with("rope_scaling", std::move(scaling)),
                       "rope_scaling.high_freq_factor: expected more"));
}

TEST_F(Config, ModulesThatStayDense) {
  quantization()["modules_to_not_convert"] =
      json::Array{"lm_head", "model.layers.1", "down_proj"};
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_TRUE(config->converts("model.layers.10.mlp.up_proj"));
  EXPECT_FALSE(config->converts("model.layers.1.mlp.up_proj"));
  EXPECT_FALSE(config->converts("model.layers.0.mlp.down_proj"));
}

TEST_F(Config, FamiliesByArchitecture) {
  object["architectures"] = json::Array{"Qwen3ForCausalLM"};
  object["model_type"] = "qwen3";
  Expected<ModelConfig> qwen = read();
  ASSERT_TRUE(succeeds(qwen.takeError()));
  EXPECT_EQ(qwen->names.keyNorm, "self_attn.k_norm.weight");
  EXPECT_TRUE(
      hasError(with("use_sliding_window", true), "use_sliding_window: not"));
  object.erase("use_sliding_window");
  object["architectures"] = json::Array{"BitnetForCausalLM"};
  object["model_type"] = "llama";
  object["weight_bits"] = 1;
  EXPECT_TRUE(hasError(with("input_bits", 4), "input_bits: expected"));
  Expected<ModelConfig> b158 = with("input_bits", 8);
  ASSERT_TRUE(succeeds(b158.takeError()));
  EXPECT_EQ(b158->convention, WeightConvention::MasterAbsmean);
}

TEST_F(Config, ModelTypeLlamaAloneIsLlama) {
  object.erase("architectures");
  object.erase("quantization_config");
  object["hidden_act"] = "silu";
  Expected<ModelConfig> config = with("model_type", "llama");
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->family, "llama");
}

TEST_F(Config, OnlyLlamaHasADefaultTheta) {
  object.erase("rope_theta");
  EXPECT_TRUE(hasError(read(), "rope_theta: expected"));
  object["architectures"] = json::Array{"LlamaForCausalLM"};
  object["model_type"] = "llama";
  Expected<ModelConfig> config = read();
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->ropeTheta, 10000);
}

TEST_F(Config, DenseTypeIsTorchDtype) {
  EXPECT_EQ(cantFail(read()).denseType, DType::BF16);
  EXPECT_EQ(cantFail(with("torch_dtype", "float16")).denseType, DType::F16);
  EXPECT_EQ(cantFail(with("torch_dtype", "float32")).denseType, DType::F32);
  EXPECT_EQ(cantFail(with("torch_dtype", "uint8")).denseType, DType::BF16);
  object.erase("torch_dtype");
  EXPECT_EQ(cantFail(with("dtype", "float16")).denseType, DType::F16);
}
