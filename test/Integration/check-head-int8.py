"""Compiles checkpoints with --head=int8 and holds the code to the interpreter and to NumPy.

Usage: check-head-int8.py TERNC TERN TERN_INTERP STORYTELLER REFERENCES WORKDIR

The interpreter reads the graph after the stage fuse, so it makes codes and scales of the checkpoint itself; NumPy makes
them of the stored head, and the bundle must hold the same bytes.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np

from refusals import Refusals
from tensorfile import read_typed, read_safetensors, write_typed
from ternlib import check, run, runnable_targets

ternc, tern, interpreter, storyteller, references, workdir = sys.argv[1:]
work = Path(workdir)
refused = Refusals(work)
TOLERANCE = 1e-5  # of the largest logit, sums of some hundred products in float32


def logits(bundle, ids):
    run(tern, "logits", bundle, "--ids", ",".join(map(str, ids)), "-o", work / "out.safetensors")
    return read_safetensors(work / "out.safetensors")["logits"]


def stored_head(checkpoint):
    tensors = read_typed(Path(checkpoint) / "model.safetensors")
    name = "lm_head.weight" if "lm_head.weight" in tensors else "model.embed_tokens.weight"
    return name, tensors[name][1].astype(np.float32)


def compare_bundle(bundle, checkpoint):
    """Codes and scales of the bundle, byte for byte."""
    name, head = stored_head(checkpoint)
    stored = read_safetensors(bundle / "weights.safetensors")
    scales = (np.abs(head).max(axis=1) / np.float32(127)).astype(np.float32)
    codes = np.round(head.astype(np.float64) / scales[:, None].astype(np.float64))
    check((stored[name + ".int8_scales"] == scales).all(), f"{bundle}: scales are not the rows' largest over 127")
    check((stored[name + ".int8_codes"].view(np.int8) == codes).all(), f"{bundle}: codes are not the rows' over scales")
    kept = "model.embed_tokens.weight" if name != "lm_head.weight" else None
    for tensor in (name, kept):
        if tensor:
            check((tensor in stored) == (tensor == kept), f"{bundle}: {tensor} is stored {'in vain' if tensor in stored else 'nowhere'}")


def check_checkpoint(checkpoint, ids, targets):
    config = json.loads((Path(checkpoint) / "config.json").read_text())
    caches = ["zeros"] * 2 * config["num_hidden_layers"]
    graph, bundle = work / "fuse.mlir", work / "int8.tern"
    run(ternc, checkpoint, "--head=int8", "--emit=fuse", "-o", graph, "-q")
    run(interpreter, graph, f"i32:[{','.join(map(str, ids))}]", "index:0", "index:0", *caches, "-o", work / "out.safetensors")
    expected = read_safetensors(work / "out.safetensors")["result0"]
    largest = np.abs(expected).max()
    for target in targets:
        run(ternc, checkpoint, "--head=int8", "-o", bundle, "-q", f"--target={target}")
        error = np.abs(logits(bundle, ids) - expected).max() / largest
        check(error <= TOLERANCE, f"{checkpoint}: {target} is off by {error:.1e} of the interpreter's largest logit")
    compare_bundle(bundle, checkpoint)
    run(ternc, checkpoint, "-o", work / "stored.tern", "-q", f"--target={targets[-1]}")
    moved = np.abs(logits(work / "stored.tern", ids) - expected).max() / largest
    check(0 < moved < 0.05, f"{checkpoint}: eight bits move logits by {moved:.1e} of the largest")
    print(f"{checkpoint}: as interpreted; {moved:.1e} of the largest logit from the stored head")


check_checkpoint(storyteller, [4094, 5, 6, 7], runnable_targets())
check_checkpoint(Path(references) / "llama-bitlinear", [5, 6, 7], runnable_targets()[-1:])  # untied


def with_head(name, change, kind=None):
    """A copy of the sample model with its embedding changed."""
    path = work / name
    shutil.copytree(storyteller, path)
    tensors = read_typed(path / "model.safetensors")
    stored, values = tensors["model.embed_tokens.weight"]
    values = values.copy()
    change(values)
    tensors["model.embed_tokens.weight"] = kind or stored, values
    write_typed(path / "model.safetensors", tensors)
    return path


def put(row, value):
    def change(values):
        values[row, 17] = value

    return change


for name, value in (("nan", np.nan), ("inf", -np.inf)):
    path = with_head(name, put(1000, value))
    refused(["model.embed_tokens.weight", "row 1000", name], ternc, path, "--head=int8", "-o", work / "out.tern", "-q")
wide = with_head("wide", put(3, 1 / 3), "f32")
check_checkpoint(wide, [4094, 5], runnable_targets()[-1:])
refused(["--head=int8", "stage"], ternc, work / "fuse.mlir", "--head=int8", "-o", work / "out.tern", "-q")
