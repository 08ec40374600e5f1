//===- Config.cpp - config.json of a synthetic checkpoint -----------------===//
#include "tern/Synth/Synth.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;
using namespace tern;

std::string tern::configJson(const ModelShape &shape, SynthFormat format) {
  bool dense = format == SynthFormat::Dense;
  // Ids of LLaMA 3, or of LLaMA where the vocabulary is smaller.
  bool large = shape.vocab >= 128256;
  std::string text;
  raw_string_ostream os(text);
  json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attributeArray("architectures", [&] {
      json.value(dense ? "LlamaForCausalLM" : "BitNetForCausalLM");
    });
    json.attribute("model_type", dense ? "llama" : "bitnet");
    json.attribute("hidden_size", shape.hidden);
    json.attribute("intermediate_size", shape.intermediate);
    json.attribute("num_hidden_layers", shape.layers);
    json.attribute("num_attention_heads", shape.heads);
    json.attribute("num_key_value_heads", shape.kvHeads);
    json.attribute("vocab_size", shape.vocab);
    json.attribute("max_position_embeddings", shape.context);
    json.attribute("hidden_act", dense ? "silu" : "relu2");
    json.attribute("rms_norm_eps", 1e-5);
    json.attribute("rope_theta", shape.ropeTheta);
    json.attribute("tie_word_embeddings", shape.tied);
    json.attribute("bos_token_id",
                   std::min<int64_t>(large ? 128000 : 1, shape.vocab - 1));
    json.attribute("eos_token_id",
                   std::min<int64_t>(large ? 128001 : 2, shape.vocab - 1));
    json.attribute("torch_dtype", dense ? "float16" : "bfloat16");
    if (!dense)
      json.attributeObject("quantization_config", [&] {
        json.attribute("quant_method", "bitnet");
        json.attribute("linear_class", "autobitlinear");
        json.attribute("quantization_mode",
                       format == SynthFormat::Master ? "online" : "offline");
        json.attribute("modules_to_not_convert", nullptr);
      });
  });
  os << '\n';
  return text;
}
