"""Makes small checkpoints of random weights, of every family and format that Tern reads.

The tensors are those that a config describes. Every part matters to the logits: norms are away from 1, biases away
from 0, and attention attends (queries and keys are large).
"""

import json

import numpy as np

from tensorfile import round_bf16, write_typed

FLOATS = {"float32": "f32", "float16": "f16", "bfloat16": "bf16"}


class Weights:
    """Draws the tensors of a checkpoint, each of a stored type."""

    def __init__(self, config, seed, row_shards):
        self.random = np.random.RandomState(seed)
        self.config, self.row_shards = config, row_shards
        self.kind = FLOATS[config["torch_dtype"]]
        self.tensors = {}
        self.quantization = config.get("quantization_config", {})
        self.linear = self.quantization.get("linear_class", "bitlinear") if self.quantization else None
        self.is_packed = self.quantization and self.quantization.get("quantization_mode", "offline") == "offline"

    def floats(self, name, values):
        if self.kind == "bf16":
            values = round_bf16(values)
        self.tensors[name] = self.kind, values

    def normal(self, name, shape, deviation):
        self.floats(name, self.random.standard_normal(shape) * deviation)

    def norm(self, name, features):
        self.floats(name + ".weight", self.random.uniform(0.5, 1.5, features))

    def packed(self, name, rows, columns, deviation):
        trits = self.random.randint(-1, 2, (rows, columns))
        codes = (trits + 1).reshape(4, rows // 4, columns)
        self.tensors[name + ".weight"] = "u8", sum(codes[plane] << (2 * plane) for plane in range(4))
        scale = deviation / np.sqrt(2 / 3)
        self.floats(name + ".weight_scale", np.array([1 / scale if self.linear == "bitlinear" else scale]))

    def scaled_trits(self, name, rows, columns, deviation):
        """Trits times the scale of their shard of the rows; one row is zeros, and has no scale."""
        trits = self.random.randint(-1, 2, (rows, columns))
        trits[self.random.randint(rows)] = 0
        scales = deviation / np.sqrt(2 / 3) * self.random.uniform(0.7, 1.4, self.row_shards).astype(np.float16)
        self.floats(name + ".weight", trits * np.repeat(scales, rows // self.row_shards)[:, None])

    def projection(self, name, rows, columns, bias, gain=1.0):
        deviation = gain / np.sqrt(columns)
        dense = any(name.endswith(module) for module in self.quantization.get("modules_to_not_convert") or [])
        if self.quantization.get("use_rms_norm") and not dense:
            self.norm(name + ".rms_norm", columns)
        if self.is_packed and not dense:
            self.packed(name, rows, columns, deviation)
        elif self.row_shards:
            self.scaled_trits(name, rows, columns, deviation)
        else:
            self.normal(name + ".weight", (rows, columns), deviation)
        if bias:
            self.normal(name + ".bias", rows, 0.2)

    def layer(self, prefix):
        config, (architecture,) = self.config, self.config["architectures"]
        hidden, intermediate, heads = config["hidden_size"], config["intermediate_size"], config["num_attention_heads"]
        dim = config.get("head_dim", hidden // heads)
        keys = config["num_key_value_heads"] * dim
        bias, ffn_bias = config.get("attention_bias", False), config.get("mlp_bias", False)
        attention, mlp = prefix + "self_attn.", prefix + "mlp."
        self.norm(prefix + "input_layernorm", hidden)
        self.norm(prefix + "post_attention_layernorm", hidden)
        self.projection(attention + "q_proj", heads * dim, hidden, bias, gain=1.5)
        self.projection(attention + "k_proj", keys, hidden, bias, gain=1.5)
        self.projection(attention + "v_proj", keys, hidden, bias)
        self.projection(attention + "o_proj", hidden, heads * dim, bias)
        self.projection(mlp + "gate_proj", intermediate, hidden, ffn_bias)
        self.projection(mlp + "up_proj", intermediate, hidden, ffn_bias)
        self.projection(mlp + "down_proj", hidden, intermediate, ffn_bias)
        if architecture == "Qwen3ForCausalLM":
            self.norm(attention + "q_norm", dim)
            self.norm(attention + "k_norm", dim)
        if architecture == "BitNetForCausalLM":
            self.norm(attention + "attn_sub_norm", heads * dim)
            self.norm(mlp + "ffn_sub_norm", intermediate)
        if architecture == "BitnetForCausalLM":
            self.norm(attention + "inner_attn_ln", heads * dim)
            self.norm(mlp + "ffn_layernorm", intermediate)

    def model(self):
        table = self.config["vocab_size"], self.config["hidden_size"]
        self.normal("model.embed_tokens.weight", table, 0.5)
        for index in range(self.config["num_hidden_layers"]):
            self.layer(f"model.layers.{index}.")
        self.norm("model.norm", self.config["hidden_size"])
        if not self.config["tie_word_embeddings"]:
            self.normal("lm_head.weight", table, 0.5)


def make_checkpoint(directory, config, seed, row_shards=0):
    """Writes `config` and weights; `row_shards` makes trits of each projection, with one scale a shard of its rows."""
    weights = Weights(config, seed, row_shards)
    weights.model()
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(config, indent=1))
    write_typed(directory / "model.safetensors", weights.tensors)
