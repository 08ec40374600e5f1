//===- Transformer.cpp - the graph that all families share ----------------===//
#include "GraphBuilder.h"

using namespace mlir;
using namespace tern;

/// h += o(sub_norm(attention(q, k, v))); h += down(sub_norm(act(gate) * up)).
static Value layer(GraphBuilder &graph, const ModelConfig &config, Value h,
                   int64_t index) {
  std::string prefix = "model.layers." + std::to_string(index) + ".";
  std::string attention = prefix + "self_attn.", mlp = prefix + "mlp.";
  const LayerNames &names = config.names;

  Value x = graph.rmsNorm(h, prefix + "input_layernorm.weight");
  int64_t queryRows = config.heads * config.headDim,
          keyRows = config.kvHeads * config.headDim;
  Value q =
      graph.projection(x, attention + "q_proj", queryRows, config.qkvBias);
  Value k = graph.projection(x, attention + "k_proj", keyRows, config.qkvBias);
  Value v = graph.projection(x, attention + "v_proj", keyRows, config.qkvBias);
  if (!names.queryNorm.empty())
    q = graph.headNorm(q, prefix + names.queryNorm);
  if (!names.keyNorm.empty())
    k = graph.headNorm(k, prefix + names.keyNorm);
  Value keys = graph.append(graph.rope(k), 2 * index),
        values = graph.append(v, 2 * index + 1);
  Value y = graph.attention(graph.rope(q), keys, values);
  if (!names.attentionSubNorm.empty())
    y = graph.rmsNorm(y, prefix + names.attentionSubNorm);
  h = graph.add(h, graph.projection(y, attention + "o_proj", config.hidden,
                                    config.outputBias));

  x = graph.rmsNorm(h, prefix + "post_attention_layernorm.weight");
  Value gate = graph.projection(x, mlp + "gate_proj", config.intermediate,
                                config.ffnBias);
  Value up =
      graph.projection(x, mlp + "up_proj", config.intermediate, config.ffnBias);
  y = graph.glu(gate, up);
  if (!names.ffnSubNorm.empty())
    y = graph.rmsNorm(y, prefix + names.ffnSubNorm);
  return graph.add(
      h, graph.projection(y, mlp + "down_proj", config.hidden, config.ffnBias));
}

void tern::importTransformer(GraphBuilder &graph, const ModelConfig &config) {
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
