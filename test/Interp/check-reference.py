"""Interprets a golden reference and compares its logits.

Usage: check-reference.py TERNC TERN_INTERP CHECKPOINT WORKDIR

The graph as it was imported, fused and packed: the same likeliest token at every position, and logits within 1e-3 of
the largest expected one at all positions but one in twenty. An activation that lies on a half within the precision of
f32 may be rounded the other way than in the reference, which moves the logits of its position further.
"""

import sys
from pathlib import Path

import numpy as np

from tensorfile import read_safetensors
from ternlib import check, run

ternc, interpreter, checkpoint, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
expected_file = Path(checkpoint) / "expected.safetensors"
expected = read_safetensors(expected_file)["logits"]
positions = len(expected)

for stage in ("import", "fuse", "pack"):
    graph, out = work / f"{stage}.mlir", work / f"{stage}.safetensors"
    run(ternc, checkpoint, f"--emit={stage}", "-o", graph)
    signature = graph.read_text().split("func.func @forward(", 1)[1].split(") ->", 1)[0]
    caches = ["zeros"] * (signature.count("%arg") - 3)
    run(interpreter, graph, f"file:{expected_file}#prompt", "index:0", "index:0", *caches, "-o", out)
    logits = read_safetensors(out)["result0"]
    check(logits.shape == expected.shape, f"{stage}: logits are {logits.shape}, expected {expected.shape}")
    got, want = logits.argmax(axis=-1), expected.argmax(axis=-1)
    check((got == want).all(), f"{stage}: predicts {got}, expected {want}")
    near = np.abs(logits - expected).max(axis=-1) <= 1e-3 * np.abs(expected).max()
    moved = (~near).sum()
    check(moved * 20 <= positions, f"{stage}: logits are off at {moved} of {positions} positions")
    print(f"{stage}: {positions} positions equal, {moved} moved by rounding")
