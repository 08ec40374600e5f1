//===- Bitnet.cpp - the graph of microsoft/bitnet-b1.58-2B-4T -------------===//
#include "GraphBuilder.h"

using namespace mlir;
using namespace tern;

/// h += o(sub_norm(attention(q, k, v))); h += down(sub_norm(act(gate) * up)).
static Value layer(GraphBuilder &graph, const ModelConfig &config, Value h,
                   int64_t index) {
  std::string prefix = "model.layers." + std::to_string(index) + ".";
  std::string attention = prefix + "self_attn.", mlp = prefix + "mlp.";

  Value x = graph.rmsNorm(h, prefix + "input_layernorm.weight");
  Value q =
      graph.bitLinear(x, attention + "q_proj", config.heads * config.headDim);
  Value k =
      graph.bitLinear(x, attention + "k_proj", config.kvHeads * config.headDim);
  Value v =
      graph.bitLinear(x, attention + "v_proj", config.kvHeads * config.headDim);
  Value keys = graph.append(graph.rope(k), 2 * index),
        values = graph.append(v, 2 * index + 1);
  Value y = graph.attention(graph.rope(q), keys, values);
  y = graph.rmsNorm(y, attention + "attn_sub_norm.weight");
  h = graph.add(h, graph.bitLinear(y, attention + "o_proj", config.hidden));

  x = graph.rmsNorm(h, prefix + "post_attention_layernorm.weight");
  Value gate = graph.bitLinear(x, mlp + "gate_proj", config.intermediate);
  Value up = graph.bitLinear(x, mlp + "up_proj", config.intermediate);
  y = graph.rmsNorm(graph.glu(gate, up), mlp + "ffn_sub_norm.weight");
  return graph.add(h, graph.bitLinear(y, mlp + "down_proj", config.hidden));
}

void tern::importBitnet(GraphBuilder &graph, const ModelConfig &config) {
  Value table = graph.dense("model.embed_tokens.weight",
                            {config.vocab, config.hidden}, /*widen=*/false);
  Value h = graph.embedding(table);
  for (int64_t index = 0; index < config.layers; ++index)
    h = layer(graph, config, h, index);
  h = graph.rmsNorm(graph.tail(h), "model.norm.weight");
  Value head =
      config.tieWordEmbeddings
          ? table
          : graph.dense("lm_head.weight", {config.vocab, config.hidden},
                        /*widen=*/false);
  graph.finish(graph.linear(h, head));
}
