//===- GgufNamesTest.cpp - tensors' names and rows in GGUF ----------------===//
#include "tern/Checkpoint/GgufConfig.h"

#include <gtest/gtest.h>

#include <set>

using namespace llvm;
using namespace tern;

TEST(GgufNames, EveryTensorOfAModel) {
  std::pair<StringRef, StringRef> names[] = {
      {"model.embed_tokens.weight", "token_embd.weight"},
      {"model.norm.weight", "output_norm.weight"},
      {"lm_head.weight", "output.weight"},
      {"model.layers.0.input_layernorm.weight", "blk.0.attn_norm.weight"},
      {"model.layers.1.self_attn.q_proj.weight", "blk.1.attn_q.weight"},
      {"model.layers.2.self_attn.k_proj.weight", "blk.2.attn_k.weight"},
      {"model.layers.3.self_attn.v_proj.weight", "blk.3.attn_v.weight"},
      {"model.layers.29.self_attn.o_proj.weight", "blk.29.attn_output.weight"},
      {"model.layers.5.self_attn.attn_sub_norm.weight",
       "blk.5.attn_sub_norm.weight"},
      {"model.layers.5.self_attn.inner_attn_ln.weight",
       "blk.5.attn_sub_norm.weight"},
      {"model.layers.6.post_attention_layernorm.weight",
       "blk.6.ffn_norm.weight"},
      {"model.layers.7.mlp.gate_proj.weight", "blk.7.ffn_gate.weight"},
      {"model.layers.8.mlp.up_proj.weight", "blk.8.ffn_up.weight"},
      {"model.layers.9.mlp.down_proj.weight", "blk.9.ffn_down.weight"},
      {"model.layers.10.mlp.ffn_sub_norm.weight", "blk.10.ffn_sub_norm.weight"},
      {"model.layers.10.mlp.ffn_layernorm.weight",
       "blk.10.ffn_sub_norm.weight"},
      {"model.layers.10.self_attn.q_proj.bias", "blk.10.attn_q.bias"},
      {"model.layers.10.mlp.up_proj.weight_scale", "blk.10.ffn_up.scale"}};
  for (auto [canonical, gguf] : names)
    EXPECT_EQ(ggufName(canonical), gguf.str()) << canonical.str();
}

TEST(GgufNames, NothingForOtherNames) {
  for (StringRef name :
       {"", "weight", "model.layers.x.mlp.up_proj.weight",
        "model.layers..mlp.up_proj.weight", "model.layers.0.weight",
        "model.layers.0.self_attn.rotary_emb.inv_freq", "blk.0.attn_q.weight"})
    EXPECT_FALSE(ggufName(name)) << name.str();
}

TEST(GgufRows, OnlyQAndKOfLlamaArePermuted) {
  for (StringRef name : {"model.layers.0.self_attn.q_proj.weight",
                         "model.layers.0.self_attn.k_proj.weight"}) {
    EXPECT_TRUE(hasPermutedRows(GgufArchitecture::Llama, name));
    EXPECT_FALSE(hasPermutedRows(GgufArchitecture::BitnetB158, name));
    EXPECT_FALSE(hasPermutedRows(GgufArchitecture::Bitnet, name));
  }
  EXPECT_FALSE(hasPermutedRows(GgufArchitecture::Llama,
                               "model.layers.0.self_attn.v_proj.weight"));
}

/// The converter's `reshape(heads, 2, D/2).swapaxes(1, 2)`, row by row.
static std::vector<int64_t> permuted(int64_t heads, int64_t headDim) {
  std::vector<int64_t> canonicalRows;
  for (int64_t head = 0; head < heads; ++head)
    for (int64_t pair = 0; pair < headDim / 2; ++pair)
      for (int64_t half = 0; half < 2; ++half)
        canonicalRows.push_back(head * headDim + half * (headDim / 2) + pair);
  return canonicalRows;
}

TEST(GgufRows, UndoTheConvertersPermutation) {
  for (int64_t headDim : {2, 6, 96}) {
    std::vector<int64_t> stored = permuted(3, headDim);
    for (int64_t row = 0; row < 3 * headDim; ++row)
      ASSERT_EQ(stored[ggufRow(row, headDim)], row) << headDim;
  }
}
