"""Turns a Hugging Face checkpoint of BitNet or LLaMA into its GGUF twin, as published GGUF files are.

Usage: make_gguf.py CHECKPOINT OUT.gguf [--type i2_s|tq2_0|tq1_0] [--layout LAYOUT] [--embeddings TYPE] [--no-pre]

- `BitNetForCausalLM` becomes `bitnet-b1.58`, 1bitLLM's `BitnetForCausalLM` `bitnet`, `LlamaForCausalLM` `llama` with the
  rows of Q and K permuted.
- Ternary weights become --type; a row that is no multiple of TQ's 256 weights makes a tensor I2_S. Scales multiply. A
  scale that TQ's float16 cannot hold goes to `blk.N.NAME.scale`, as llama.cpp's converter once did.
- Norms become F32. Everything else keeps its floats (F16 or BF16); --embeddings sets the type of the table and the head.
- tokenizer.json, byte-level with Llama 3's split, becomes `gpt2`; --no-pre leaves out its `pre`, as the published
  bitnet-b1.58-2B-4T does.

Shares nothing with the compiler but the description of the format.
"""

import argparse
import json
import re
import struct
from pathlib import Path

import numpy as np

from tensorfile import encode, read_typed

# ids of tensor types
TYPES = {"f32": 0, "f16": 1, "bf16": 30, "tq1_0": 34, "tq2_0": 35, "i2_s": 36}
U32, F32, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5
ALIGNMENT = 32

GLOBALS = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.attn_sub_norm": "attn_sub_norm",
    "self_attn.inner_attn_ln": "attn_sub_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "mlp.ffn_sub_norm": "ffn_sub_norm",
    "mlp.ffn_layernorm": "ffn_sub_norm",
}


def gguf_name(name):
    stem, suffix = name.rsplit(".", 1)
    layer = re.fullmatch(r"model\.layers\.(\d+)\.(.*)", stem)
    return f"blk.{layer[1]}.{LAYER[layer[2]]}.{suffix}" if layer else f"{GLOBALS[stem]}.{suffix}"


# ---- trits


def ternary(config, tensors, name):
    """Trits [N, K] and the scale that multiplies."""
    quantization = config.get("quantization_config", {})
    kind, weight = tensors[name]
    if kind == "u8":
        trits = np.concatenate([(weight >> (2 * plane)) & 3 for plane in range(4)]).astype(np.int8) - 1
        stored = np.float32(tensors[name + "_scale"][1].reshape(-1)[0])
        multiplies = quantization.get("linear_class", "bitlinear") == "autobitlinear"
        return trits, stored if multiplies else np.float32(1) / stored
    mean = np.float32(np.abs(weight.astype(np.float64)).mean())
    factor = np.float32(1) / np.maximum(mean, np.float32(1e-5))
    return np.rint(np.clip(weight.astype(np.float32) * factor, -1, 1)).astype(np.int8), np.float32(1) / factor


def pack_i2_s(trits, scale, layout):
    codes = (trits + 1).astype(np.uint8)
    if layout == "rows4":
        planes = codes.reshape(-1, 4, trits.shape[1]).transpose(1, 0, 2)
    else:
        stride = {"blocks128": 32, "blocks64": 16}[layout]
        planes = codes.reshape(-1, 4, stride).transpose(1, 0, 2)
    packed = planes[0] << 6 | planes[1] << 4 | planes[2] << 2 | planes[3]
    return packed.tobytes() + struct.pack("<f", scale) + bytes(28)


def pack_tq2_0(trits, scale):
    codes = (trits + 1).astype(np.uint8).reshape(-1, 2, 4, 32)
    packed = codes[:, :, 0] | codes[:, :, 1] << 2 | codes[:, :, 2] << 4 | codes[:, :, 3] << 6
    return with_half(packed.reshape(-1, 64), scale)


def pack_tq1_0(trits, scale):
    digits = (trits + 1).astype(np.int64).reshape(-1, 256)
    parts = [digits[:, :160].reshape(-1, 5, 32), digits[:, 160:240].reshape(-1, 5, 16), digits[:, 240:].reshape(-1, 4, 4)]
    packed = []
    for part in parts:
        value = sum(part[:, n] * 3 ** (4 - n) for n in range(part.shape[1]))
        packed.append(((value * 256 + 242) // 243).astype(np.uint8))
    return with_half(np.concatenate(packed, axis=1), scale)


def with_half(blocks, scale):
    d = np.full((len(blocks), 1), scale, np.float16).view(np.uint8)
    return np.concatenate([blocks, d], axis=1).tobytes()


def permute(rows, heads):
    """Interleaves the halves of each head's rows, which the rotary embedding of `llama` expects."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(rows.shape)


# ---- the file


class Writer:
    def __init__(self):
        self.values, self.infos, self.data = [], [], bytearray()

    @staticmethod
    def string(text):
        raw = text.encode()
        return struct.pack("<Q", len(raw)) + raw

    def add(self, key, kind, value):
        """A key-value; a list is an array of `kind`."""
        pack = {U32: lambda v: struct.pack("<I", v), I32: lambda v: struct.pack("<i", v),
                F32: lambda v: struct.pack("<f", v), BOOL: lambda v: struct.pack("<B", v), STRING: self.string}[kind]
        if isinstance(value, list):
            body = struct.pack("<IIQ", ARRAY, kind, len(value)) + b"".join(map(pack, value))
        else:
            body = struct.pack("<I", kind) + pack(value)
        self.values.append(self.string(key) + body)

    def tensor(self, name, kind, shape, raw):
        self.pad(self.data)
        dims = struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape))
        self.infos.append(self.string(name) + dims + struct.pack("<IQ", TYPES[kind], len(self.data)))
        self.data += raw

    def dense(self, name, kind, values):
        self.tensor(name, kind, values.shape, encode(kind, values))

    @staticmethod
    def pad(buffer):
        buffer += bytes(-len(buffer) % ALIGNMENT)

    def write(self, path):
        header = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(self.infos), len(self.values)))
        header += b"".join(self.values + self.infos)
        self.pad(header)
        Path(path).write_bytes(header + self.data)


# ---- metadata


def architecture(config):
    name = config["architectures"][0]
    names = {"BitNetForCausalLM": "bitnet-b1.58", "BitnetForCausalLM": "bitnet", "LlamaForCausalLM": "llama"}
    assert name in names, f"no GGUF twin of {name}"
    assert not config.get("quantization_config", {}).get("use_rms_norm"), "GGUF has no norms within projections"
    return names[name]


def add_config(writer, config, arch):
    heads = config["num_attention_heads"]
    head_dim = config.get("head_dim", config["hidden_size"] // heads)
    rope = config.get("rope_parameters", config)
    writer.add("general.architecture", STRING, arch)
    for key, value in {
        "vocab_size": config["vocab_size"],
        "context_length": config["max_position_embeddings"],
        "embedding_length": config["hidden_size"],
        "block_count": config["num_hidden_layers"],
        "feed_forward_length": config["intermediate_size"],
        "rope.dimension_count": head_dim,
        "attention.head_count": heads,
        "attention.head_count_kv": config.get("num_key_value_heads", heads),
    }.items():
        writer.add(f"{arch}.{key}", U32, value)
    if head_dim * heads != config["hidden_size"]:
        writer.add(f"{arch}.attention.key_length", U32, head_dim)
        writer.add(f"{arch}.attention.value_length", U32, head_dim)
    writer.add(f"{arch}.attention.layer_norm_rms_epsilon", F32, config["rms_norm_eps"])
    writer.add(f"{arch}.rope.freq_base", F32, rope["rope_theta"])
    for key in ("bos", "eos"):
        if config.get(f"{key}_token_id") is not None:
            writer.add(f"tokenizer.ggml.{key}_token_id", U32, config[f"{key}_token_id"])


def add_tokenizer(writer, path, with_pre):
    tokenizer = json.loads(path.read_text())
    model = tokenizer["model"]
    assert model["type"] == "BPE" and model["ignore_merges"], "expected byte-level BPE as Llama 3's"
    added = {token["id"]: token for token in tokenizer["added_tokens"]}
    ids = {**{id: text for text, id in model["vocab"].items()}, **{id: t["content"] for id, t in added.items()}}
    assert sorted(ids) == list(range(len(ids))), "expected ids without gaps"
    control, user_defined, normal = 3, 4, 1
    kinds = [(control if added[i]["special"] else user_defined) if i in added else normal for i in range(len(ids))]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    writer.add("tokenizer.ggml.model", STRING, "gpt2")
    if with_pre:
        writer.add("tokenizer.ggml.pre", STRING, "llama-bpe")
    writer.add("tokenizer.ggml.tokens", STRING, [ids[i] for i in range(len(ids))])
    writer.add("tokenizer.ggml.token_type", I32, kinds)
    writer.add("tokenizer.ggml.merges", STRING, merges)
    single = (tokenizer["post_processor"] or {}).get("single", [])
    writer.add("tokenizer.ggml.add_bos_token", BOOL, bool(single) and "SpecialToken" in single[0])
    template = path.with_name("tokenizer_config.json")
    if template.exists() and "chat_template" in (settings := json.loads(template.read_text())):
        writer.add("tokenizer.chat_template", STRING, settings["chat_template"])


# ---- conversion


def add_ternary(writer, name, shape, trits, scale, options):
    kind = options.type if shape[1] % 256 == 0 else "i2_s"
    if kind == "i2_s":
        return writer.tensor(name, kind, shape, pack_i2_s(trits, scale, options.layout))
    exact = np.float32(np.float16(scale)) == scale
    pack = {"tq1_0": pack_tq1_0, "tq2_0": pack_tq2_0}[kind]
    writer.tensor(name, kind, shape, pack(trits, scale if exact else 1))
    if not exact:
        writer.dense(name.replace(".weight", ".scale"), "f32", np.array([scale]))


def convert(checkpoint, options):
    config = json.loads((checkpoint / "config.json").read_text())
    tensors = read_typed(checkpoint / "model.safetensors")
    arch = architecture(config)
    is_ternary = arch != "llama" or "quantization_config" in config
    writer = Writer()
    add_config(writer, config, arch)
    if (checkpoint / "tokenizer.json").exists():
        add_tokenizer(writer, checkpoint / "tokenizer.json", options.pre)
    heads = {"q": config["num_attention_heads"], "k": config.get("num_key_value_heads", config["num_attention_heads"])}
    for name, (kind, values) in tensors.items():
        if name.endswith("_scale"):
            continue
        out = gguf_name(name)
        rotated = re.search(r"self_attn\.([qk])_proj\.weight$", name) if arch == "llama" else None
        arrange = (lambda rows: permute(rows, heads[rotated[1]])) if rotated else lambda rows: rows
        if "_proj." in name and is_ternary:
            trits, scale = ternary(config, tensors, name)
            add_ternary(writer, out, trits.shape, arrange(trits), scale, options)
        elif values.ndim == 1:
            writer.dense(out, "f32", values)
        else:
            is_table = "embed" in name or "lm_head" in name
            writer.dense(out, (is_table and options.embeddings) or kind, arrange(values))
    return writer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--type", choices=["i2_s", "tq2_0", "tq1_0"], default="i2_s")
    parser.add_argument("--layout", choices=["blocks128", "rows4", "blocks64"], default="blocks128")
    parser.add_argument("--embeddings", choices=["f32", "f16", "bf16"])
    parser.add_argument("--no-pre", dest="pre", action="store_false")
    options = parser.parse_args()
    convert(options.checkpoint, options).write(options.out)


if __name__ == "__main__":
    main()
