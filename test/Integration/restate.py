"""An independent restatement in NumPy of the transformers that Tern reads, in float64.

It shares nothing with the compiler: it reads the checkpoint itself and computes every float part in float64 and every
product of integers exactly. So it says what a checkpoint means where a float32 reference is a matter of rounding.
"""

import json
from pathlib import Path

import numpy as np

from restate_functions import ACTIVATIONS, attention, rms_norm, rope, rope_frequencies
from restate_projections import Projections
from tensorfile import read_safetensors

# by `architectures`: the norms before o_proj and down_proj
SUB_NORMS = {
    "BitNetForCausalLM": ("self_attn.attn_sub_norm", "mlp.ffn_sub_norm"),
    "BitnetForCausalLM": ("self_attn.inner_attn_ln", "mlp.ffn_layernorm"),
    "LlamaForCausalLM": (None, None),
    "Qwen3ForCausalLM": (None, None),
}


class Restatement:
    """A checkpoint's model; `halves` is that of Projections."""

    def __init__(self, checkpoint, halves=None):
        self.config = json.loads((Path(checkpoint) / "config.json").read_text())
        self.tensors = read_safetensors(Path(checkpoint) / "model.safetensors")
        (self.architecture,) = self.config["architectures"]
        self.project = Projections(self.config, self.tensors, halves or {})
        dim = self.config.get("head_dim") or self.config["hidden_size"] // self.config["num_attention_heads"]
        self.frequencies = rope_frequencies(dim, self.config["rope_theta"], self.config.get("rope_scaling"))

    def floats(self, name):
        return self.tensors[name].astype(np.float64)

    def norm(self, x, name):
        return rms_norm(x, self.floats(name + ".weight"), self.config["rms_norm_eps"])

    def attend(self, x, prefix, sub_norm):
        bias = self.config.get("attention_bias", False)
        heads = self.config["num_attention_heads"]
        groups = self.config.get("num_key_value_heads", heads)
        q, k, v = (self.project(x, f"{prefix}self_attn.{name}_proj", bias).reshape(len(x), count, -1)
                   for name, count in (("q", heads), ("k", groups), ("v", groups)))
        if self.architecture == "Qwen3ForCausalLM":
            q, k = self.norm(q, prefix + "self_attn.q_norm"), self.norm(k, prefix + "self_attn.k_norm")
        y = attention(rope(q, self.frequencies), rope(k, self.frequencies), v)
        if sub_norm:
            y = self.norm(y, prefix + sub_norm)
        return self.project(y, prefix + "self_attn.o_proj", bias)

    def feed_forward(self, x, prefix, sub_norm):
        bias = self.config.get("mlp_bias", False)
        gate, up = (self.project(x, f"{prefix}mlp.{name}_proj", bias) for name in ("gate", "up"))
        y = ACTIVATIONS[self.config["hidden_act"]](gate) * up
        if sub_norm:
            y = self.norm(y, prefix + sub_norm)
        return self.project(y, prefix + "mlp.down_proj", bias)

    def logits(self, ids):
        """[T, vocab] for the tokens `ids`."""
        table = self.floats("model.embed_tokens.weight")
        attention_norm, ffn_norm = SUB_NORMS[self.architecture]
        h = table[np.asarray(ids)]
        for layer in range(self.config["num_hidden_layers"]):
            prefix = f"model.layers.{layer}."
            h = h + self.attend(self.norm(h, prefix + "input_layernorm"), prefix, attention_norm)
            h = h + self.feed_forward(self.norm(h, prefix + "post_attention_layernorm"), prefix, ffn_norm)
        head = table if self.config.get("tie_word_embeddings", False) else self.floats("lm_head.weight")
        return self.norm(h, "model.norm") @ head.T
