//===- GgufNames.cpp - tensors' names and rows in GGUF --------------------===//
#include "tern/Checkpoint/GgufConfig.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;

namespace {
struct Name {
  StringLiteral canonical, gguf;
};
} // namespace

static constexpr Name globals[] = {
    {"model.embed_tokens", "token_embd"},
    {"model.norm", "output_norm"},
    {"lm_head", "output"},
};

/// After `model.layers.N.` and `blk.N.`.
static constexpr Name ofLayers[] = {
    {"input_layernorm", "attn_norm"},
    {"self_attn.q_proj", "attn_q"},
    {"self_attn.k_proj", "attn_k"},
    {"self_attn.v_proj", "attn_v"},
    {"self_attn.o_proj", "attn_output"},
    {"self_attn.attn_sub_norm", "attn_sub_norm"},
    {"self_attn.inner_attn_ln", "attn_sub_norm"},
    {"post_attention_layernorm", "ffn_norm"},
    {"mlp.gate_proj", "ffn_gate"},
    {"mlp.up_proj", "ffn_up"},
    {"mlp.down_proj", "ffn_down"},
    {"mlp.ffn_sub_norm", "ffn_sub_norm"},
    {"mlp.ffn_layernorm", "ffn_sub_norm"},
};

static std::optional<std::string> lookUp(ArrayRef<Name> names, StringRef stem,
                                         const Twine &prefix,
                                         StringRef suffix) {
  for (const Name &name : names)
    if (name.canonical == stem)
      return (prefix + name.gguf + suffix).str();
  return std::nullopt;
}

std::optional<std::string> tern::ggufName(StringRef name) {
  size_t dot = name.rfind('.');
  if (dot == StringRef::npos)
    return std::nullopt;
  StringRef stem = name.take_front(dot), suffix = name.drop_front(dot);
  if (suffix == ".weight_scale")
    suffix = ".scale";
  else if (suffix != ".weight" && suffix != ".bias")
    return std::nullopt;
  if (!stem.consume_front("model.layers."))
    return lookUp(globals, stem, "", suffix);
  auto [layer, rest] = stem.split('.');
  if (layer.empty() || !all_of(layer, isDigit))
    return std::nullopt;
  return lookUp(ofLayers, rest, "blk." + layer + ".", suffix);
}

bool tern::hasPermutedRows(GgufArchitecture architecture, StringRef name) {
  return architecture == GgufArchitecture::Llama &&
         (name.contains(".self_attn.q_proj.") ||
          name.contains(".self_attn.k_proj."));
}

int64_t tern::ggufRow(int64_t row, int64_t headDim) {
  int64_t head = row / headDim, feature = row % headDim, half = headDim / 2;
  return head * headDim + 2 * (feature % half) + feature / half;
}
