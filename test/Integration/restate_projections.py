"""Projections as checkpoints store and compute them, restated in float64 and exact integers (restate.py)."""

import numpy as np

from restate_functions import rms_norm

# What float64 makes of a half: the figures are below 128, and computed in a few operations.
HALF = 1e-12


class Projections:
    """Computes the projections of a checkpoint by the names of their modules.

    `halves` says for tokens how an activation that is a half exactly is rounded: -1 towards zero, 1 away from it.

    `nearest` is how near any other activation came to a half before it was rounded, relative to its magnitude (at
    least 1): where that is within the precision of float32, its rounding is not determined, nor what depends on it.
    """

    def __init__(self, config, tensors, halves):
        quantization = config.get("quantization_config")
        self.tensors, self.halves = tensors, halves
        self.is_ternary = quantization is not None or config["architectures"] == ["BitnetForCausalLM"]
        quantization = quantization or {}
        self.divides = quantization.get("linear_class", "bitlinear") == "bitlinear"
        self.norm_eps = quantization.get("rms_norm_eps", 1e-6) if quantization.get("use_rms_norm") else None
        self.dense_modules = quantization.get("modules_to_not_convert") or []
        self.nearest = np.inf

    def __call__(self, x, name, bias=False):
        stays = any(name == module or name.startswith(module + ".") or name.endswith("." + module)
                    for module in self.dense_modules)
        if self.is_ternary and not stays:
            y = self.bit_linear(x, name)
        else:
            y = x @ self.floats(name + ".weight").T
        return y + self.floats(name + ".bias") if bias else y

    def floats(self, name):
        return self.tensors[name].astype(np.float64)

    def trits(self, name):
        """Trits [N, K] and a multiplicative scale: packed with weight_scale, or a master quantised by absmean."""
        weight = self.tensors[name + ".weight"]
        if weight.dtype == np.uint8:
            trits = np.concatenate([(weight >> (2 * plane)) & 3 for plane in range(4)]).astype(np.int64) - 1
            (stored,) = self.floats(name + ".weight_scale")
            return trits, 1 / stored if self.divides else stored
        factor = np.float32(1) / np.float32(max(np.abs(weight.astype(np.float64)).mean(), 1e-5))
        trits = np.rint(np.clip(weight.astype(np.float32) * factor, -1, 1)).astype(np.int64)
        return trits, float(np.float32(1) / factor)

    def round(self, x):
        from_half = np.abs(np.abs(x) % 1 - 0.5)
        is_half = from_half < HALF
        self.nearest = min(self.nearest, np.where(is_half, np.inf, from_half / np.maximum(np.abs(x), 1)).min())
        rounded = np.rint(x)
        for token, feature in np.argwhere(is_half):
            assert token in self.halves, f"an activation of token {token} is a half: say in `halves` how it is rounded"
            away = self.halves[token] == 1
            magnitude = np.abs(x[token, feature])
            rounded[token, feature] = np.copysign(np.rint(magnitude + (0.5 if away else -0.5)), x[token, feature])
        return np.clip(rounded, -128, 127).astype(np.int64)

    def bit_linear(self, x, name):
        trits, scale = self.trits(name)
        if self.norm_eps is not None:
            x = rms_norm(x, self.floats(name + ".rms_norm.weight"), self.norm_eps)
        s = 127 / np.maximum(np.abs(x).max(axis=-1, keepdims=True), 1e-5)
        return (self.round(x * s) @ trits.T) / s * scale
