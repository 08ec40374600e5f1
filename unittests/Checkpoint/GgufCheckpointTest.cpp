//===- GgufCheckpointTest.cpp - GGUF files as checkpoints -----------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/Weights.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// A model of one layer with hidden and intermediate size 4, two heads, and a
/// vocabulary of 4; each test has the tensors that it is about.
class GgufCheckpoint : public testing::Test {
protected:
  Expected<Checkpoint> open(CheckpointOptions options = {}) {
    GgufBuilder whole = file;
    whole.add("general.architecture", architecture.c_str());
    for (auto [key, value] : {std::pair("vocab_size", 4u),
                              {"context_length", 8u},
                              {"embedding_length", 4u},
                              {"block_count", 1u},
                              {"feed_forward_length", 4u},
                              {"attention.head_count", 1u}})
      whole.add(architecture + "." + key, value);
    whole.add(architecture + ".attention.layer_norm_rms_epsilon", 1e-5F);
    return Checkpoint::open(directory.write("m.gguf", whole.text()), options);
  }

  /// Rows of 256 trits w = code - 1, one code and one scale a row.
  void addTq2(StringRef name, ArrayRef<uint8_t> codes,
              ArrayRef<uint16_t> scales) {
    std::string bytes;
    for (auto [code, scale] : zip_equal(codes, scales))
      bytes += std::string(64, static_cast<char>(code * 0x55)) +
               bytesOf<uint16_t>(scale);
    file.tensor(name, GgufType::TQ2_0, {codes.size(), 256}, bytes);
  }
  void addF32(StringRef name, ArrayRef<uint64_t> shape,
              ArrayRef<float> values) {
    std::string bytes;
    for (float value : values)
      bytes += bytesOf(value);
    file.tensor(name, GgufType::F32, shape, bytes);
  }

  std::string architecture = "llama";
  GgufBuilder file;
  TempDirectory directory;
};

constexpr StringLiteral query = "model.layers.0.self_attn.q_proj.weight",
                        value = "model.layers.0.self_attn.v_proj.weight";
} // namespace

TEST_F(GgufCheckpoint, TernaryLlamaQuantizesActivationsAndSaysSo) {
  addTq2("blk.0.attn_q.weight", {0, 2, 1, 2}, {half, half, half, half});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_EQ(checkpoint.config().family, "llama");
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::PackedMultiply);
  EXPECT_EQ(checkpoint.floatProjections(), FloatProjections::Detect);
  EXPECT_TRUE(checkpoint.assumption().contains("quantised to 8 bits"));
  EXPECT_EQ(cantFail(checkpoint.scales(query)), std::vector<float>{0.5F});
}

TEST_F(GgufCheckpoint, RowsOfQueriesComeBackInOrder) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {one, one, one, one});
  addTq2("blk.0.attn_v.weight", {0, 1, 2, 0}, {one, one, one, one});
  Checkpoint checkpoint = cantFail(open());
  // Of four features, the file has 0, 2, 1, 3.
  for (auto [name, expected] :
       {std::pair(query, std::array{-1, 1, 0, -1}), {value, {-1, 0, 1, -1}}})
    for (int64_t row = 0; row < 4; ++row) {
      int8_t trits[256];
      ASSERT_TRUE(succeeds(checkpoint.readTrits(name, row, 1, trits)));
      EXPECT_EQ(trits[0], expected[row]) << name.str() << " " << row;
    }
}

TEST_F(GgufCheckpoint, ScalesOfRowsMakeItWeightOnly) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {one, one, half, half});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::ScaledTrits);
  EXPECT_EQ(checkpoint.floatProjections(), FloatProjections::Trits);
  EXPECT_EQ(cantFail(checkpoint.scales(query)),
            (std::vector<float>{1, 0.5F, 1, 0.5F}));
}

TEST_F(GgufCheckpoint, WeightOnlyHasAScaleForEachRow) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {half, half, half, half});
  Checkpoint checkpoint = cantFail(open({.floats = FloatProjections::Trits}));
  EXPECT_EQ(cantFail(checkpoint.scales(query)),
            (std::vector<float>{0.5F, 0.5F, 0.5F, 0.5F}));
  EXPECT_TRUE(checkpoint.assumption().empty());
}

TEST_F(GgufCheckpoint, RefusesScalesOfRowsWhereActivationsAreQuantized) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {one, one, one, one});
  addTq2("blk.0.attn_v.weight", {0, 1, 2, 0}, {one, half, half, one});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_TRUE(hasError(checkpoint.expectTrits(value, 4, 256),
                       "m.gguf: tensor 'blk.0.attn_v.weight': expected one "
                       "scale",
                       "--projections=trits"));
}

TEST_F(GgufCheckpoint, RefusesToTakeTritsForFloats) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {one, one, one, one});
  for (FloatProjections floats :
       {FloatProjections::Dense, FloatProjections::Absmean})
    EXPECT_TRUE(hasError(open({.floats = floats}),
                         "tensor 'blk.0.attn_q.weight': is ternary already"));
}

TEST_F(GgufCheckpoint, OtherTypesAmongTernaryOnesAreDense) {
  addTq2("blk.0.attn_q.weight", {0, 1, 2, 0}, {one, one, one, one});
  addF32("blk.0.attn_v.weight", {4, 4}, std::vector<float>(16, 1));
  Checkpoint checkpoint = cantFail(open());
  EXPECT_TRUE(checkpoint.isTernary("model.layers.0.self_attn.q_proj"));
  EXPECT_FALSE(checkpoint.isTernary("model.layers.0.self_attn.v_proj"));
}

TEST_F(GgufCheckpoint, RefusesDenseProjectionsOfBitnet) {
  architecture = "bitnet-b1.58";
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  Checkpoint checkpoint = cantFail(open());
  EXPECT_TRUE(checkpoint.isTernary("model.layers.0.self_attn.q_proj"));
  EXPECT_TRUE(hasError(checkpoint.expectTrits(query, 4, 4),
                       "tensor 'blk.0.attn_q.weight': expected trits (TQ1_0, "
                       "TQ2_0, I2_S), got F32"));
}

TEST_F(GgufCheckpoint, DetectsTritsInFloats) {
  addF32("blk.0.attn_q.weight", {4, 4},
         {.5, 0, 0, -.5, 2, 2, 0, 2, .5, 0, 0, -.5, 2, 2, 0, 2});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_EQ(checkpoint.config().convention, WeightConvention::ScaledTrits);
  EXPECT_EQ(cantFail(checkpoint.scales(query)),
            (std::vector<float>{.5, .5, 2, 2}));
}

TEST_F(GgufCheckpoint, BiasesAreThereIfTheFirstLayerHasThem) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  addF32("blk.0.attn_q.bias", {4}, {0, 1, 2, 3});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_TRUE(checkpoint.config().qkvBias);
  EXPECT_FALSE(checkpoint.config().outputBias);
  EXPECT_FALSE(checkpoint.config().ffnBias);
  // Permuted as the rows that they are added to.
  EXPECT_EQ(
      cantFail(checkpoint.readFloats("model.layers.0.self_attn.q_proj.bias")),
      (std::vector<float>{0, 2, 1, 3}));
}

TEST_F(GgufCheckpoint, BlocksOfFloatsBecomeF32) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  std::string block = bytesOf<uint16_t>(half);
  for (int i = 0; i < 32; ++i)
    block += static_cast<char>(i - 16);
  file.tensor("token_embd.weight", GgufType::Q8_0, {4, 32},
              block + block + block + block);
  Checkpoint checkpoint = cantFail(open());
  StringRef table = "model.embed_tokens.weight";
  EXPECT_EQ(cantFail(checkpoint.denseType(table)), DType::F32);
  std::vector<float> values = cantFail(checkpoint.readFloats(table));
  ASSERT_EQ(values.size(), 128u);
  EXPECT_EQ(values[0], -8.0F);
  EXPECT_EQ(values[127], 7.5F);
}

TEST_F(GgufCheckpoint, RopeFactorsAreNotAnUnknownTensor) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  addF32("rope_freqs.weight", {2}, {1, 8});
  Checkpoint checkpoint = cantFail(open());
  EXPECT_EQ(checkpoint.config().ropeFactors, (std::vector<float>{1, 8}));
  ASSERT_TRUE(succeeds(checkpoint.expectDense(query, {4, 4})));
  EXPECT_TRUE(succeeds(checkpoint.expectNoOthers()));
}

TEST_F(GgufCheckpoint, RefusesScaledPositions) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  file.add("llama.rope.scaling.type", "linear");
  file.add("llama.rope.scaling.factor", 4.0F);
  EXPECT_TRUE(hasError(open(), "m.gguf: llama.rope.scaling.type: expected "
                               "none: positions scaled by linear"));
}

TEST_F(GgufCheckpoint, RefusesTensorsThatNobodyAskedFor) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  addF32("blk.0.attn_rot.weight", {4}, {0, 1, 2, 3});
  Checkpoint checkpoint = cantFail(open());
  ASSERT_TRUE(succeeds(checkpoint.expectDense(query, {4, 4})));
  EXPECT_TRUE(hasError(checkpoint.expectNoOthers(),
                       "m.gguf: tensor 'blk.0.attn_rot.weight': is not part of "
                       "the family llama"));
}

TEST_F(GgufCheckpoint, NamesAMissingTensorAsTheFileWould) {
  EXPECT_TRUE(
      hasError(open(), "m.gguf: tensor 'blk.0.attn_q.weight': missing"));
}

TEST_F(GgufCheckpoint, TokenizerReplacement) {
  addF32("blk.0.attn_q.weight", {4, 4}, std::vector<float>(16, 1));
  file.add("tokenizer.ggml.model", "unheard-of");
  file.add("tokenizer.ggml.tokens", ArrayRef<StringRef>({"<s>", "</s>"}));
  file.add("tokenizer.ggml.bos_token_id", 0u);
  file.add("tokenizer.ggml.eos_token_id", 3u);
  file.add("tokenizer.chat_template", "{{ messages }}");
  Checkpoint checkpoint = cantFail(open());
  EXPECT_TRUE(hasError(checkpoint.tokenizer(), "tokenizer.ggml.model"));
  std::string path = directory.write("t.json", "{}");
  CheckpointTokenizer tokenizer = cantFail(checkpoint.tokenizer(path));
  EXPECT_EQ(tokenizer.json, "{}");
  EXPECT_EQ(tokenizer.config.bosToken, "<s>");
  // The model has more ids than the tokenizer.
  EXPECT_EQ(tokenizer.config.eosToken, std::nullopt);
  EXPECT_EQ(tokenizer.config.chatTemplate, "{{ messages }}");
  EXPECT_TRUE(hasError(checkpoint.tokenizer(directory.file("none")),
                       "none: cannot open"));
}
