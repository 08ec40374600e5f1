"""The functions that transformers are made of, restated in float64 (restate.py)."""

import math

import numpy as np


def rms_norm(x, weight, eps):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * weight


def rope_frequencies(dim, theta, scaling):
    """One frequency a pair, in float32 as published; `scaling` is Llama 3's object or None."""
    exponents = np.arange(0, dim, 2, dtype=np.float32) / np.float32(dim)
    frequencies = np.float32(1) / np.power(float(theta), exponents.astype(np.float64)).astype(np.float32)
    if scaling is None:
        return frequencies
    factor, low, high = (np.float32(scaling[key]) for key in ("factor", "low_freq_factor", "high_freq_factor"))
    original = np.float32(scaling["original_max_position_embeddings"])
    wavelengths = np.float32(2 * math.pi) / frequencies
    blend = (original / wavelengths - low) / (high - low)
    blended = (1 - blend) * frequencies / factor + blend * frequencies
    long, short = wavelengths > original / low, wavelengths < original / high
    return np.where(long, frequencies / factor, np.where(short, frequencies, blended))


def rope(x, frequencies):
    """Half-split pairing, x [T, heads, D]; angles in float32 as published."""
    tokens, _, dim = x.shape
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


def relu2(x):
    return np.maximum(x, 0) ** 2


def silu(x):
    return x / (1 + np.exp(-x))


def gelu(x):
    return x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2


def gelu_tanh(x):
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


# by `hidden_act`
ACTIVATIONS = {"relu2": relu2, "silu": silu, "swish": silu, "gelu": gelu, "gelu_pytorch_tanh": gelu_tanh,
               "gelu_new": gelu_tanh}
