//===- Bitnet.cpp - microsoft/bitnet-b1.58-2B-4T and its kin --------------===//
#include "Families.h"

using namespace tern;

static void readBitnetConfig(JsonFields &fields, ModelConfig &config) {
  readTransformerShape(fields, config);
  readBitnetQuantization(fields, config);
}

const Family tern::kBitnetFamily = {
    "bitnet",
    "BitNetForCausalLM",
    "bitnet",
    "",
    {.attentionSubNorm = "self_attn.attn_sub_norm.weight",
     .ffnSubNorm = "mlp.ffn_sub_norm.weight"},
    readBitnetConfig};
