"""Compiles checkpoints with --head=int8 or int6 and holds the code to the interpreter and to NumPy.

Usage: check-head-codes.py HEAD TERNC TERN TERN_INTERP STORYTELLER REFERENCES WORKDIR

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

head_type, ternc, tern, interpreter, storyteller, references, workdir = sys.argv[1:]
HEAD = f"--head={head_type}"
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


def make_int8(head):
    scales = (np.abs(head).max(axis=1) / np.float32(127)).astype(np.float32)
    codes = np.round(head.astype(np.float64) / scales[:, None].astype(np.float64))
    return {"scales": scales, "codes": codes.astype(np.int8)}


def make_int6(head):
    """Columns [block, part, group, 4]; a group is what shares its number, in all blocks and parts."""
    rows, columns = head.shape
    scales = (np.abs(head).max(axis=1) / np.float32(961)).astype(np.float32)
    blocks = np.pad(head, ((0, 0), (0, -columns % 256))).astype(np.float64).reshape(rows, -1, 4, 16, 4)
    largest = np.abs(blocks).max(axis=(1, 2, 4))
    tried = np.round(largest[..., None] / (np.arange(1, 32) * scales[:, None, None].astype(np.float64)))
    factors = 1 + (tried <= 31).argmax(axis=2)
    codes = np.round(blocks / (factors * scales[:, None].astype(np.float64))[:, None, None, :, None]).astype(int) + 32
    parts = codes.reshape(rows, -1, 4, 64)
    lower, upper = parts % 16, parts // 16
    packed = [lower[:, :, 0] + 16 * lower[:, :, 1], lower[:, :, 2] + 16 * lower[:, :, 3]]
    packed.append(sum(upper[:, :, i] << 2 * i for i in range(4)))
    return {"scales": scales, "factors": factors.astype(np.int8), "codes": np.stack(packed, 2).astype(np.uint8).reshape(rows, -1)}


def in_tiles(codes, tile_rows):
    """Codes, which are 128 more there, of four columns of a tile's rows side by side."""
    rows, columns = codes.shape
    padded = np.pad(codes.view(np.int8), ((0, 0), (0, -columns % 4))).astype(np.int16) + 128
    tiles = padded.reshape(rows // tile_rows, tile_rows, -1, 4).transpose(0, 2, 1, 3)
    return tiles.astype(np.uint8).view(np.int8).reshape(*tiles.shape[:2], -1)


MAKE = {"int8": make_int8, "int6": make_int6}


def compare_bundle(bundle, checkpoint):
    """What the bundle has of the head, byte for byte."""
    name, head = stored_head(checkpoint)
    stored = read_safetensors(bundle / "weights.safetensors")
    for part, values in MAKE[head_type](head).items():
        found = stored[f"{name}.{head_type}_{part}"]
        if found.ndim == 3:
            values = in_tiles(values, found.shape[2] // 4)
        check(np.array_equal(found.view(values.dtype), values), f"{bundle}: {head_type}_{part} are not those of the stored head")
    kept = "model.embed_tokens.weight" if name != "lm_head.weight" else None
    for tensor in (name, kept):
        if tensor:
            check((tensor in stored) == (tensor == kept), f"{bundle}: {tensor} is stored {'in vain' if tensor in stored else 'nowhere'}")


def check_checkpoint(checkpoint, ids, targets):
    config = json.loads((Path(checkpoint) / "config.json").read_text())
    caches = ["zeros"] * 2 * config["num_hidden_layers"]
    graph, bundle = work / "fuse.mlir", work / "codes.tern"
    run(ternc, checkpoint, HEAD, "--emit=fuse", "-o", graph, "-q")
    run(interpreter, graph, f"i32:[{','.join(map(str, ids))}]", "index:0", "index:0", *caches, "-o", work / "out.safetensors")
    expected = read_safetensors(work / "out.safetensors")["result0"]
    largest = np.abs(expected).max()
    for target in targets:
        run(ternc, checkpoint, HEAD, "-o", bundle, "-q", f"--target={target}")
        error = np.abs(logits(bundle, ids) - expected).max() / largest
        check(error <= TOLERANCE, f"{checkpoint}: {target} is off by {error:.1e} of the interpreter's largest logit")
        compare_bundle(bundle, checkpoint)
    run(ternc, checkpoint, "-o", work / "stored.tern", "-q", f"--target={targets[-1]}")
    moved = np.abs(logits(work / "stored.tern", ids) - expected).max() / largest
    check(0 < moved < 0.05, f"{checkpoint}: {head_type} moves logits by {moved:.1e} of the largest")
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
    refused(["model.embed_tokens.weight", "row 1000", name], ternc, path, HEAD, "-o", work / "out.tern", "-q")
wide = with_head("wide", put(3, 1 / 3), "f32")
check_checkpoint(wide, [4094, 5], runnable_targets()[-1:])
refused([HEAD, "stage"], ternc, work / "fuse.mlir", HEAD, "-o", work / "out.tern", "-q")
