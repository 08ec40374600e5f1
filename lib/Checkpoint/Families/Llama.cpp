//===- Llama.cpp - LLaMA, dense or with ternary projections ---------------===//
#include "Families.h"

using namespace tern;

static void readLlamaConfig(JsonFields &fields, ModelConfig &config) {
  config.ropeTheta = 10000; // The reference's default, for configs before 2023.
  readTransformerShape(fields, config);
  if (fields.find("quantization_config"))
    readBitnetQuantization(fields, config);
}

const Family tern::kLlamaFamily = {"llama", "LlamaForCausalLM", "llama", "",
                                   {},      readLlamaConfig};
