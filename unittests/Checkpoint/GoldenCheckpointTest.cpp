//===- GoldenCheckpointTest.cpp - checkpoints as they are published -------===//
#include "unittests/Checkpoint/SourcePath.h"
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Weights.h"

#include <cmath>

using namespace llvm;
using namespace tern;
using namespace tern::test;

static Checkpoint open(StringRef directory) {
  return cantFail(Checkpoint::open(sourcePath(directory)));
}

/// Checks every projection's shape, and that its trits can be read.
static void expectProjections(const Checkpoint &checkpoint) {
  const ModelConfig &c = checkpoint.config();
  struct {
    StringRef name;
    int64_t rows, columns;
  } projections[] = {
      {"self_attn.q_proj", c.heads * c.headDim, c.hidden},
      {"self_attn.k_proj", c.kvHeads * c.headDim, c.hidden},
      {"self_attn.v_proj", c.kvHeads * c.headDim, c.hidden},
      {"self_attn.o_proj", c.hidden, c.heads * c.headDim},
      {"mlp.gate_proj", c.intermediate, c.hidden},
      {"mlp.up_proj", c.intermediate, c.hidden},
      {"mlp.down_proj", c.hidden, c.intermediate},
  };
  for (int64_t layer = 0; layer < c.layers; ++layer)
    for (const auto &[name, rows, columns] : projections) {
      std::string weight =
          ("model.layers." + Twine(layer) + "." + name + ".weight").str();
      EXPECT_TRUE(succeeds(checkpoint.expectTrits(weight, rows, columns)));
      std::vector<int8_t> trits(rows * columns);
      EXPECT_TRUE(succeeds(checkpoint.readTrits(weight, 0, rows, trits)));
      for (float scale : cantFail(checkpoint.scales(weight)))
        EXPECT_GT(scale, 0.0F);
    }
}

TEST(GoldenCheckpoint, Storyteller) {
  Checkpoint checkpoint = open("models/storyteller");
  EXPECT_EQ(checkpoint.config().layers, 8);
  EXPECT_EQ(checkpoint.config().eos, std::vector<int64_t>{4095});
  EXPECT_FALSE(cantFail(checkpoint.tokenizer()).json.empty());
  EXPECT_TRUE(succeeds(
      checkpoint.expectDense("model.embed_tokens.weight", {4096, 256})));
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, BitnetPacked) {
  Checkpoint checkpoint = open("test/Inputs/reference/bitnet-packed");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::PackedMultiply);
  EXPECT_TRUE(cantFail(checkpoint.tokenizer()).json.empty());
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, BitnetMaster) {
  Checkpoint checkpoint = open("test/Inputs/reference/bitnet-master");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::MasterAbsmean);
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, MasterIsNearItsTrits) {
  Checkpoint checkpoint = open("test/Inputs/reference/bitnet-master");
  StringRef name = "model.layers.1.mlp.down_proj.weight";
  std::vector<float> master = cantFail(checkpoint.readFloats(name));
  float scale = cantFail(checkpoint.scales(name)).front();
  std::vector<int8_t> trits(master.size());
  cantFail(checkpoint.readTrits(name, 0, 128, trits));
  double sum = 0;
  for (float value : master)
    sum += std::fabs(value);
  EXPECT_NEAR(scale, sum / static_cast<double>(master.size()), 1e-6);
  for (size_t i = 0; i < master.size(); ++i)
    if (std::fabs(master[i]) < scale) {
      ASSERT_LE(std::fabs(master[i] - scale * trits[i]), 0.5001F * scale) << i;
    }
}

TEST(GoldenCheckpoint, LlamaBitlinear) {
  Checkpoint checkpoint = open("test/Inputs/reference/llama-bitlinear");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::PackedDivide);
  EXPECT_EQ(checkpoint.config().headDim, 96);
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, LlamaRmsNorm) {
  Checkpoint checkpoint = open("test/Inputs/reference/llama-rmsnorm");
  EXPECT_EQ(checkpoint.config().projectionNormEps, 1e-6);
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, B158Master) {
  Checkpoint checkpoint = open("test/Inputs/reference/b158-master");
  EXPECT_EQ(checkpoint.config().family, "bitnet-b1.58");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::MasterAbsmean);
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, TrilmIsDetected) {
  Checkpoint checkpoint = open("test/Inputs/reference/trilm");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::ScaledTrits);
  EXPECT_EQ(checkpoint.floatProjections(), FloatProjections::Trits);
  expectProjections(checkpoint);
}

TEST(GoldenCheckpoint, LlamaDense) {
  Checkpoint checkpoint = open("test/Inputs/reference/llama-dense");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::Dense);
  EXPECT_FALSE(checkpoint.isTernary("model.layers.0.self_attn.q_proj"));
  EXPECT_TRUE(
      hasError(checkpoint.tritShape("model.layers.0.self_attn.q_proj.weight"),
               "is dense, expected a ternary weight"));
}
