//===- B158.cpp - 1bitLLM/bitnet_b1_58-{large,xl,3B} ----------------------===//
#include "Families.h"

using namespace tern;

static void readB158Config(JsonFields &fields, ModelConfig &config) {
  readTransformerShape(fields, config);
  // The published model computes ternary weights for 1 and 8-bit activations
  // for 8; other numbers of bits are other functions.
  fields.integer("weight_bits", 1, 1);
  fields.integer("input_bits", 8, 8);
  config.convention = WeightConvention::MasterAbsmean;
}

const Family tern::kB158Family = {
    "bitnet-b1.58",
    "BitnetForCausalLM",
    "llama",
    "bitnet",
    {.attentionSubNorm = "self_attn.inner_attn_ln.weight",
     .ffnSubNorm = "mlp.ffn_layernorm.weight"},
    readB158Config};
