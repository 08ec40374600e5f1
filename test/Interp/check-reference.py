"""Interprets a golden reference and compares its logits.

Usage: check-reference.py TERNC TERN_INTERP CHECKPOINT WORKDIR

The graph as it was imported, fused and packed: the same likeliest token at every position, and logits within 1e-3 of
the largest expected one at all positions but one in twenty. An activation that lies on a half within the precision of
f32 may be rounded the other way than in the reference, which moves the logits of its position further.
"""

import sys
from pathlib import Path

from ternlib import argmax, check, read_tensor, run

ternc, interpreter, checkpoint, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
expected_file = Path(checkpoint) / "expected.safetensors"
(positions, vocab), expected = read_tensor(expected_file, "logits")
largest = max(abs(value) for value in expected)

for stage in ("import", "fuse", "pack"):
    graph, out = work / f"{stage}.mlir", work / f"{stage}.safetensors"
    run(ternc, checkpoint, f"--emit={stage}", "-o", graph)
    signature = graph.read_text().split("func.func @forward(", 1)[1].split(") ->", 1)[0]
    caches = ["zeros"] * (signature.count("%arg") - 3)
    run(interpreter, graph, f"file:{expected_file}#prompt", "index:0", "index:0", *caches, "-o", out)
    shape, logits = read_tensor(out, "result0")
    check(shape == [positions, vocab], f"{stage}: logits are {shape}, expected {[positions, vocab]}")
    moved = 0
    for position in range(positions):
        got, want = (values[position * vocab : (position + 1) * vocab] for values in (logits, expected))
        check(argmax(got) == argmax(want), f"{stage}: position {position} predicts {argmax(got)}, expected {argmax(want)}")
        moved += max(abs(a - b) for a, b in zip(got, want)) > 1e-3 * largest
    check(moved * 20 <= positions, f"{stage}: logits are off at {moved} of {positions} positions")
    print(f"{stage}: {positions} positions equal, {moved} moved by rounding")
