"""Damages a checkpoint and a bundle in every way that happens, and checks how the tools refuse.

Usage: check-bad-input.py TERNC TERN MODEL WORKDIR

Each refusal is an exit code of 1 (2 for wrong usage), one line on standard error that names the thing, nothing on
standard output and no new file.
"""

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from refusals import Refusals
from ternlib import check, run

ternc, tern, model, workdir = sys.argv[1:]
work, model = Path(workdir), Path(model)


refused = Refusals(work)


def checkpoint(name):
    path = work / name
    shutil.copytree(model, path)
    return path


def split(path):
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def join(path, header, data):
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def damaged_weights(name, damage, *words):
    """A checkpoint whose safetensors header or data `damage` changed."""
    path = checkpoint(name)
    file = path / "model.safetensors"
    header, data = split(file)
    data = bytearray(data)
    damage(header, data)
    join(file, header, bytes(data))
    refused(words, ternc, path, "-o", work / "out.tern", "-q")


def damaged_config(name, words, **changes):
    path = checkpoint(name)
    config = json.loads((path / "config.json").read_text())
    config.update(changes)
    (path / "config.json").write_text(json.dumps(config))
    refused(words, ternc, path, "-o", work / "out.tern", "-q")


# Checkpoints.
up = "model.layers.3.mlp.up_proj.weight"
refused(["nowhere"], ternc, work / "nowhere", "-o", work / "out.tern")
path = checkpoint("truncated")
with open(path / "model.safetensors", "r+b") as file:
    file.truncate(1_000_000)
refused(["model.safetensors"], ternc, path, "-o", work / "out.tern", "-q")
path = checkpoint("long-header")
data = (path / "model.safetensors").read_bytes()
(path / "model.safetensors").write_bytes(struct.pack("<Q", len(data) + 1) + data[8:])
refused(["model.safetensors", "header"], ternc, path, "-o", work / "out.tern", "-q")


def overlap(header, data):
    header[up]["data_offsets"] = header["model.norm.weight"]["data_offsets"]


def beyond(header, data):
    header[up]["data_offsets"] = [len(data), len(data) + 49152]


def wrong_dtype(header, data):
    header[up]["dtype"] = "I8"


def wrong_shape(header, data):
    header[up]["shape"] = [96, 512]


def missing(header, data):
    header["model.layers.3.mlp.up_proj.weights"] = header.pop(up)


def code_three(header, data):
    data[header[up]["data_offsets"][0] + 1000] = 0xFF


def nan_scale(header, data):
    begin = header[up + "_scale"]["data_offsets"][0]
    data[begin : begin + 2] = b"\xff\x7f"


damaged_weights("overlap", overlap, "model.safetensors")
damaged_weights("beyond", beyond, up)
damaged_weights("dtype", wrong_dtype, up, "U8")
damaged_weights("shape", wrong_shape, up, "[")
damaged_weights("missing", missing, up)
damaged_weights("code-three", code_three, up, "code of 0, 1 or 2, got 3")
damaged_weights("nan-scale", nan_scale, up + "_scale")
damaged_config("model-type", ["model_type", "mamba"], model_type="mamba")
damaged_config("activation", ["hidden_act", "tanh"], hidden_act="tanh")
damaged_config("hidden", ["hidden_size"], hidden_size=-256)
path = checkpoint("bad-json")
(path / "config.json").write_text('{"model_type": "bitnet", ')
refused(["config.json"], ternc, path, "-o", work / "out.tern", "-q")
path = checkpoint("deep-json")
(path / "config.json").write_text("[" * 1_000_000)
refused(["config.json"], ternc, path, "-o", work / "out.tern", "-q")
for name, text, words in (
    ("no-json", "{", ["tokenizer_config.json"]),
    ("no-template", '{"chat_template": 5}', ["tokenizer_config.json", "chat_template"]),
    ("no-token", '{"bos_token": []}', ["tokenizer_config.json", "bos_token"]),
):
    path = checkpoint(name)
    (path / "tokenizer_config.json").write_text(text)
    refused(words, ternc, path, "-o", work / "out.tern", "-q")
path = checkpoint("no-config")
(path / "config.json").unlink()
refused(["config.json"], ternc, path, "-o", work / "out.tern", "-q")

# Outputs and usage.
(work / "file").write_text("not a bundle")
refused(["file"], ternc, model, "-o", work / "file", "-q")
refused(["out.tern"], ternc, model, "-o", work / "out.tern", "-q", limit=1_000_000)
refused(["--target"], ternc, model, "-o", work / "out.tern", "-q", "--target=z80")
refused(["--emit"], ternc, model, "-q", "--emit=soup")
refused(["--context"], ternc, model, "-o", work / "out.tern", "-q", "--context=100000")
refused([], ternc, model, code=2)

# Bundles, each file in turn truncated and flipped.
good = work / "good.tern"
run(ternc, model, "-o", good, "-q")
for name in ("manifest.json", "module.so", "weights.safetensors", "tokenizer.json"):
    for flip in (False, True):
        bundle = work / f"{'flipped' if flip else 'truncated'}-{name}.tern"
        shutil.copytree(good, bundle)
        data = bytearray((bundle / name).read_bytes())
        if flip:
            data[len(data) // 2] ^= 0x20
        else:
            data = data[: len(data) // 2]
        (bundle / name).write_bytes(bytes(data))
        if flip and name == "manifest.json":
            continue  # A flipped letter in a name is another name; the parser's own tests cover the rest.
        refused([name], tern, "run", bundle, "-p", "Once", "-n", 1, *(["--verify"] if flip else []))
bundle = work / "abi.tern"
shutil.copytree(good, bundle)
manifest = json.loads((bundle / "manifest.json").read_text())
abi, manifest["abi"] = manifest["abi"], 999
(bundle / "manifest.json").write_text(json.dumps(manifest))
refused(["999"], tern, "info", bundle)
manifest["abi"] = abi
manifest["target"]["features"].append("amx-fp8")
(bundle / "manifest.json").write_text(json.dumps(manifest))
refused(["amx-fp8"], tern, "run", bundle, "-p", "Once", "-n", 1)

# Requests.
refused(["4096"], tern, "logits", good, "--ids", "5,4096", "-o", work / "out.safetensors")
refused(["512"], tern, "logits", good, "--ids", ",".join(["5"] * 513), "-o", work / "out.safetensors")
refused(["UTF-8"], tern, "run", good, "-p", b"Once \xff upon".decode("latin-1").encode("latin-1").decode("utf-8", "surrogateescape"), "-n", 1)
result = subprocess.run([tern, "run", good, "-p", "Once", "--threads", "0"], capture_output=True)
check(result.returncode != 0 and b"threads" in result.stderr, "--threads 0 must be refused by name")
refused(["out.safetensors"], tern, "logits", good, "--ids", "5,6,7", "-o", work / "out.safetensors", limit=4096)
print("every bad input was refused by name")
