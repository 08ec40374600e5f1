"""Compiles a golden reference for every target that the processor runs, and compares logits and greedy tokens.

Usage: check-reference.py TERNC TERN CHECKPOINT WORKDIR [TARGET...]

The prompt in one prefill and one token at a time: every position's logits within 1e-3 of the largest expected one,
greedy continuation equal, logits bit-identical between 1, 2 and 3 workers.

The restatement in float64 must have the reference's logits too, within 1e-5: that is what makes it an authority.

The reference of BitNetForCausalLM multiplies dequantised activations in float32, and where an activation lies on a half
its rounding error decides which integer it becomes; docs/numerics.md has the figures. So for that family the logits
of one position of 48 may instead be those of the restatement in float64. All others are compared without exception.
"""

import json
import sys
from pathlib import Path

import numpy as np

from restate import Restatement
from tensorfile import read_safetensors
from ternlib import check, placements, run, runnable_targets, tool

TOLERANCE = 1e-3
# The reference computes in float32: the largest error is that of llama-dense, 5e-6.
RESTATED = 1e-5

# Some activations of the first layer are a half exactly: those of these tokens, which float32 rounds towards zero (-1)
# or away from it (1).
HALVES = {"bitnet-master": {3: 1, 15: -1, 29: 1}, "llama-bitlinear": {27: -1, 42: 1}}

ternc, tern, checkpoint, workdir, *more = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
golden = read_safetensors(Path(checkpoint) / "expected.safetensors")
prompt, expected, greedy = golden["prompt"], golden["logits"], golden["greedy"]
config = json.loads((Path(checkpoint) / "config.json").read_text())
exact = Restatement(checkpoint, HALVES.get(Path(checkpoint).name)).logits(prompt)
# How many positions the reference may round otherwise.
allowed = 1 if config["model_type"] == "bitnet" else 0
# Fed with its own prompt and continuation, the model must predict each next token.
ids = ",".join(map(str, [*prompt, *greedy[:-1]]))


def distances(got, want):
    return np.abs(got - want).max(axis=-1) / np.abs(expected).max()


def off_positions(errors, tolerance):
    return np.flatnonzero(~(errors <= tolerance))


error = distances(exact, expected)
rounded = off_positions(error, RESTATED)
check(len(rounded) <= allowed, f"restated: logits are off at positions {rounded} by {error[rounded]} of the largest")
print(f"restated: logits off by {np.delete(error, rounded).max():.1e}, {len(rounded)} position rounded")

for target in runnable_targets(tern) + more:
    bundle = work / f"{target}.tern"
    run(ternc, checkpoint, "-o", bundle, f"--target={target}", "-q")
    for mode in ([], ["--step"]):
        outputs = []
        for placement in placements(target):
            out = work / f"{target}.safetensors"
            run(*tool(tern, target), "logits", bundle, "--ids", ids, "-o", out, *placement, *mode)
            outputs.append(out.read_bytes())
        name = f"{target} {'step by step' if mode else 'one prefill'}"
        check(len(set(outputs)) == 1, f"{name}: logits differ between 1, 2 and 3 workers")
        logits = read_safetensors(out)["logits"]
        shape = (len(prompt) + len(greedy) - 1, expected.shape[1])
        check(logits.shape == shape, f"{name}: logits are {logits.shape}, expected {shape}")
        predicted = logits[len(prompt) - 1 :].argmax(axis=-1)
        check((predicted == greedy).all(), f"{name}: greedy tokens are {predicted}, expected {greedy}")
        got = logits[: len(prompt)]
        error = distances(got, expected)
        rounded = off_positions(error, TOLERANCE)
        check(len(rounded) <= allowed, f"{name}: logits are off at positions {rounded} by {error[rounded]} of the largest")
        if len(rounded):
            off = distances(got, exact)[rounded]
            check((off <= TOLERANCE).all(), f"{name}: position {rounded} is neither the reference's nor the exact one")
        rest = np.delete(error, rounded).max()
        print(f"{name}: {len(greedy)} greedy tokens equal, logits off by {rest:.1e}, {len(rounded)} position rounded")
