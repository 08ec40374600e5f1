//===- SynthTest.cpp ------------------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Safetensors.h"
#include "tern/Checkpoint/Weights.h"
#include "tern/Synth/Synth.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
class Synth : public testing::Test {
protected:
  /// A model of a few kilobytes in the directory `name`.
  SynthRequest tiny(StringRef name, StringRef format = "packed") const {
    SynthRequest request;
    request.output = directory.file(name);
    request.shape = "125M";
    request.format = format.str();
    request.layers = 2;
    request.hidden = 32;
    request.intermediate = 48;
    request.heads = 4;
    request.kvHeads = 2;
    request.vocab = 64;
    return request;
  }

  static Error write(const SynthRequest &request) {
    return synthesize(request, [](uint64_t, uint64_t) {});
  }
  static std::string weights(const SynthRequest &request) {
    return readFile(request.output + "/model.safetensors");
  }

  TempDirectory directory;
};
} // namespace

TEST_F(Synth, PackedCheckpointsAreThoseOfBitNet) {
  ASSERT_TRUE(succeeds(write(tiny("m"))));
  Checkpoint checkpoint = cantFail(Checkpoint::open(directory.file("m")));
  const ModelConfig &config = checkpoint.config();
  EXPECT_EQ(config.layers, 2);
  EXPECT_EQ(config.kvHeads, 2);
  EXPECT_EQ(config.headDim, 8);
  EXPECT_TRUE(config.tieWordEmbeddings);
  EXPECT_EQ(config.convention, WeightConvention::PackedMultiply);
  std::string mlp = "model.layers.1.mlp.";
  EXPECT_TRUE(
      succeeds(checkpoint.expectTrits(mlp + "down_proj.weight", 32, 48)));
  EXPECT_TRUE(succeeds(checkpoint.expectTrits(
      "model.layers.0.self_attn.k_proj.weight", 16, 32)));
  EXPECT_TRUE(
      succeeds(checkpoint.expectDense(mlp + "ffn_sub_norm.weight", {48})));
  EXPECT_TRUE(
      succeeds(checkpoint.expectDense("model.embed_tokens.weight", {64, 32})));
  int8_t trits[32 * 48];
  EXPECT_TRUE(
      succeeds(checkpoint.readTrits(mlp + "down_proj.weight", 0, 32, trits)));
  float scale = cantFail(checkpoint.scales(mlp + "down_proj.weight")).front();
  EXPECT_NEAR(scale, 0.875F * std::sqrt(3.0F / (2 * 48)), 0.03F);
}

TEST_F(Synth, MastersAreQuantizedWhenRead) {
  ASSERT_TRUE(succeeds(write(tiny("m", "master"))));
  Checkpoint checkpoint = cantFail(Checkpoint::open(directory.file("m")));
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::MasterAbsmean);
  std::string name = "model.layers.1.mlp.gate_proj.weight";
  ASSERT_TRUE(succeeds(checkpoint.expectTrits(name, 48, 32)));
  int8_t trits[48 * 32];
  ASSERT_TRUE(succeeds(checkpoint.readTrits(name, 0, 48, trits)));
  auto zeros = static_cast<double>(count(trits, 0));
  EXPECT_NEAR(zeros / (48 * 32), 0.25, 0.06);
}

TEST_F(Synth, DenseCheckpointsAreLlama) {
  ASSERT_TRUE(succeeds(write(tiny("m", "dense"))));
  auto config = json::parse(readFile(directory.file("m") + "/config.json"));
  ASSERT_TRUE(succeeds(config.takeError()));
  EXPECT_EQ(config->getAsObject()->getString("model_type"), "llama");
  EXPECT_FALSE(config->getAsObject()->get("quantization_config"));
  auto file = SafetensorsFile::open(directory.file("m") + "/model.safetensors");
  ASSERT_TRUE(succeeds(file.takeError()));
  // Embeddings, a last norm, and nine tensors a layer: no scales, no sub-norms.
  EXPECT_EQ(file->tensors().size(), 2u + 2 * 9);
  for (const StoredTensor &tensor : file->tensors())
    EXPECT_EQ(tensor.dtype, DType::F16) << tensor.name;
}

TEST_F(Synth, UntiedModelsHaveAHead) {
  SynthRequest request = tiny("m");
  request.shape = "7B";
  ASSERT_TRUE(succeeds(write(request)));
  Checkpoint checkpoint = cantFail(Checkpoint::open(directory.file("m")));
  EXPECT_FALSE(checkpoint.config().tieWordEmbeddings);
  EXPECT_TRUE(succeeds(checkpoint.expectDense("lm_head.weight", {64, 32})));
}

TEST_F(Synth, SameSeedSameBytes) {
  SynthRequest a = tiny("a"), b = tiny("b"), c = tiny("c");
  c.seed = 1;
  for (const SynthRequest &request : {a, b, c})
    ASSERT_TRUE(succeeds(write(request)));
  EXPECT_EQ(weights(a), weights(b));
  EXPECT_NE(weights(a), weights(c));
}

TEST_F(Synth, ConfigOnlyWritesNoWeights) {
  SynthRequest request = tiny("m");
  request.configOnly = true;
  ASSERT_TRUE(succeeds(write(request)));
  EXPECT_EQ(cantFail(readModelConfig(request.output)).hidden, 32);
  EXPECT_FALSE(sys::fs::exists(request.output + "/model.safetensors"));
}

TEST_F(Synth, CopiesATokenizer) {
  SynthRequest request = tiny("m");
  request.tokenizer = directory.write("given.json", "{}");
  ASSERT_TRUE(succeeds(write(request)));
  EXPECT_EQ(readFile(request.output + "/tokenizer.json"), "{}");
  request.output = directory.file("n");
  request.tokenizer = directory.file("none.json");
  EXPECT_TRUE(hasError(write(request), "none.json: cannot open"));
}

TEST_F(Synth, ReplacesNothing) {
  ASSERT_TRUE(succeeds(write(tiny("m"))));
  EXPECT_TRUE(
      hasError(write(tiny("m")), "expected a new or an empty directory"));
  directory.write("file", "");
  EXPECT_TRUE(hasError(write(tiny("file")), "exists and is not a directory"));
}

TEST_F(Synth, NamesWhatIsWrong) {
  SynthRequest request = tiny("m");
  request.format = "gguf";
  EXPECT_TRUE(hasError(write(request), "--format=gguf: expected packed"));
  request = tiny("m");
  request.intermediate = 6;
  EXPECT_TRUE(hasError(write(request), "--intermediate=6: expected"));
  EXPECT_FALSE(sys::fs::exists(directory.file("m")));
}

TEST_F(Synth, ReportsProgressInBytes) {
  uint64_t last = 0, all = 0;
  ASSERT_TRUE(
      succeeds(synthesize(tiny("m"), [&](uint64_t done, uint64_t total) {
        EXPECT_GE(done, last);
        EXPECT_LT(done, total);
        last = done;
        all = total;
      })));
  EXPECT_LT(all, weights(tiny("m")).size());
  EXPECT_GT(all, weights(tiny("m")).size() / 2);
}
