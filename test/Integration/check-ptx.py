"""Kernels in PTX, executed by ptx.py, must compute what the processor's code does.

Usage: check-ptx.py TERNC TERN CHECKPOINT WORKDIR TARGET IDS [OPTIONS...]

IDS, separated by commas, are one prefill but for the last, which is a decode step. Logits may differ by the order of sums
in float32, as between processors.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np

from ptx import Module
from tensorfile import read_safetensors
from ternlib import check, run

TOLERANCE = 1e-5

ternc, tern, checkpoint, workdir, target, text, *options = sys.argv[1:]
work, ids = Path(workdir), [int(part) for part in text.split(",")]
# Caches of int8 are multiplied as bytes where the best target of a processor
# can, and widened by a GPU; x86-64-v3 widens them, too (docs/numerics.md).
widening = ["--target=x86-64-v3"] if platform.machine() == "x86_64" else []
run(ternc, checkpoint, "-o", work / "native.tern", "-q", *widening, *options)
run(tern, "logits", work / "native.tern", "--ids", text, "-o", work / "native.safetensors")
expected = read_safetensors(work / "native.safetensors")["logits"]

bundle = work / "ptx.tern"
run(ternc, checkpoint, "-o", bundle, f"--target={target}", "--ptxas=none", "-q", *options)
manifest = json.loads((bundle / "manifest.json").read_text())
code, vocab = manifest["code"], expected.shape[1]
module = Module((bundle / code["file"]).read_text())
weights = np.fromfile(bundle / manifest["weights"]["file"], np.uint8)[manifest["weights"]["data_offset"] :]
buffers = {
    "weights": weights, "kv": np.zeros(manifest["kv_bytes"], np.uint8), "step": np.zeros(16, np.uint8)}


def step(entry, position, tokens):
    """Runs the stages of an entry; returns the logits of all of its tokens."""
    most = code["entries"][entry]["max_tokens"]
    padded = np.zeros(most, np.int32)
    padded[: len(tokens)] = tokens
    buffers["ids"] = padded.view(np.uint8)
    buffers["arena"] = np.full(manifest["arena_bytes"], 0x5A, np.uint8)
    buffers["logits"] = np.zeros(most * vocab * 4, np.uint8)
    buffers["step"][:] = np.array([len(tokens), position, 0, 0], np.int32).view(np.uint8)
    for number, stage in enumerate(code["entries"][entry]["stages"]):
        module.launch(stage["function"], stage["workgroups"], stage.get("workgroup", code["device"]["workgroup"]),
                      [buffers[name] for name in code["device"]["bindings"]], stage["constants"], seed=number)
    return buffers["logits"].view(np.float32).reshape(most, vocab)[: len(tokens)].copy()


logits = np.concatenate([step("prefill", 0, ids[:-1]), step("decode", len(ids) - 1, ids[-1:])])
error = np.abs(logits - expected).max() / np.abs(expected).max()
check(error <= TOLERANCE, f"logits are off by {error:.1e} of the largest")
print(f"{target}: logits as the processor's, off by {error:.1e}")
