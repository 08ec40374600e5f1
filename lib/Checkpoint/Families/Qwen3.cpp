//===- Qwen3.cpp - Qwen3: queries and keys are normalised -----------------===//
#include "Families.h"

using namespace tern;

static void readQwen3Config(JsonFields &fields, ModelConfig &config) {
  readTransformerShape(fields, config);
  refuse(fields, "use_sliding_window");
  if (fields.find("quantization_config"))
    readBitnetQuantization(fields, config);
}

const Family tern::kQwen3Family = {"qwen3",
                                   "Qwen3ForCausalLM",
                                   "qwen3",
                                   "",
                                   {.queryNorm = "self_attn.q_norm.weight",
                                    .keyNorm = "self_attn.k_norm.weight"},
                                   readQwen3Config};
