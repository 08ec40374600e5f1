"""An independent restatement of ternary transformers in NumPy, in float64.

It shares nothing with the compiler: it reads the checkpoint itself and computes every float part in float64 and every
product of integers exactly. So it says what a checkpoint means where a float32 reference is a matter of rounding.
"""

import json
from pathlib import Path

import numpy as np

from tensorfile import read_safetensors

def rms_norm(x, weight, eps):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * weight


def ternary(tensors, name):
    """Trits [N, K] and a multiplicative scale, packed with weight_scale or a master quantised by absmean."""
    weight = tensors[name + ".weight"]
    if weight.dtype == np.uint8:
        trits = np.concatenate([(weight >> (2 * plane)) & 3 for plane in range(4)]).astype(np.int64) - 1
        return trits, float(tensors[name + ".weight_scale"][0])
    factor = np.float32(1) / np.float32(max(np.abs(weight.astype(np.float64)).mean(), 1e-5))
    return np.rint(np.clip(weight * factor, -1, 1)).astype(np.int64), float(np.float32(1) / factor)


def bit_linear(x, trits, scale):
    s = 127 / np.maximum(np.abs(x).max(axis=-1, keepdims=True), 1e-5)
    quantised = np.clip(np.rint(x * s), -128, 127).astype(np.int64)
    return (quantised @ trits.T) / s * scale


def rope(x, theta):
    """Half-split pairing, x [T, heads, D]; frequencies and angles in float32 as published."""
    tokens, _, dim = x.shape
    exponents = np.arange(0, dim, 2, dtype=np.float32) / np.float32(dim)
    frequencies = np.float32(1) / np.power(float(theta), exponents.astype(np.float64)).astype(np.float32)
    angles = (np.arange(tokens, dtype=np.float32)[:, None] * frequencies).astype(np.float64)[:, None]
    first, second = x[..., : dim // 2], x[..., dim // 2 :]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def attention(q, k, v):
    """Causal, grouped queries; q [T, H, D], k and v [T, G, D]."""
    tokens, heads, dim = q.shape
    group = heads // k.shape[1]
    causal = np.tril(np.ones((tokens, tokens), bool))
    out = np.empty_like(q)
    for head in range(heads):
        scores = np.where(causal, q[:, head] @ k[:, head // group].T / np.sqrt(dim), -np.inf)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        out[:, head] = weights / weights.sum(axis=-1, keepdims=True) @ v[:, head // group]
    return out.reshape(tokens, -1)


def bitnet_logits(checkpoint, ids):
    """Logits [T, vocab] of a BitNetForCausalLM checkpoint (packed or master) for the tokens `ids`."""
    config = json.loads((Path(checkpoint) / "config.json").read_text())
    tensors = read_safetensors(Path(checkpoint) / "model.safetensors")
    heads, groups, eps = config["num_attention_heads"], config["num_key_value_heads"], config["rms_norm_eps"]
    table = tensors["model.embed_tokens.weight"].astype(np.float64)
    h = table[np.asarray(ids)]
    split = lambda x, count: x.reshape(len(ids), count, -1)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        linear = lambda x, name: bit_linear(x, *ternary(tensors, prefix + name))
        norm = lambda x, name: rms_norm(x, tensors[prefix + name + ".weight"].astype(np.float64), eps)
        x = norm(h, "input_layernorm")
        q, k = (rope(split(linear(x, f"self_attn.{name}_proj"), count), config["rope_theta"])
                for name, count in (("q", heads), ("k", groups)))
        y = attention(q, k, split(linear(x, "self_attn.v_proj"), groups))
        h = h + linear(norm(y, "self_attn.attn_sub_norm"), "self_attn.o_proj")
        x = norm(h, "post_attention_layernorm")
        y = np.maximum(linear(x, "mlp.gate_proj"), 0) ** 2 * linear(x, "mlp.up_proj")
        h = h + linear(norm(y, "mlp.ffn_sub_norm"), "mlp.down_proj")
    return rms_norm(h, tensors["model.norm.weight"].astype(np.float64), eps) @ table.T
