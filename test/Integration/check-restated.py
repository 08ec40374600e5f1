"""Compiled code, the interpreter and the restatement in NumPy must agree on a checkpoint's logits.

Usage: check-restated.py TERNC TERN TERN_INTERP CHECKPOINT WORKDIR SEED [TARGET...]

SEED draws a prompt for which no activation lies on a half within the precision of float32 (docs/numerics.md). Then all
three agree to a few units of the last place, in one prefill and one token at a time, on every second target, which of
them by the name of WORKDIR, and on the TARGETs: every operation of odd shapes runs on all processors' targets in
unittests/Lowering.
"""

import json
import sys
from pathlib import Path

import numpy as np

from restate import Restatement
from tensorfile import read_safetensors
from ternlib import check, device_targets, run, runnable_targets, tool

# Of the largest logit. Sums of a few thousand products in float32 are off by some 1e-6 where nothing is rounded to
# integers between; rounding one activation otherwise moves logits by 1e-3.
TOLERANCE = 1e-5
# An activation has a relative error of a few units of 2^-24, 6e-8.
NEAREST_HALF = 1e-6
TOKENS = 16

ternc, tern, interpreter, checkpoint, workdir, seed, *more = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
config = json.loads((Path(checkpoint) / "config.json").read_text())
restatement = Restatement(checkpoint)
ids = np.random.RandomState(int(seed)).randint(0, config["vocab_size"], TOKENS).tolist()
exact = restatement.logits(ids)
nearest = restatement.project.nearest
check(nearest >= NEAREST_HALF, f"an activation is {nearest:.1e} from a half: choose a prompt of another seed")
out = work / "logits.safetensors"


def compare(name, logits):
    check(logits.shape == exact.shape, f"{name}: logits are {logits.shape}, expected {exact.shape}")
    error = np.abs(logits - exact).max() / np.abs(exact).max()
    check(error <= TOLERANCE, f"{name}: logits are off by {error:.1e} of the largest")
    print(f"{name}: logits as restated, off by {error:.1e}")


graph = work / "import.mlir"
run(ternc, checkpoint, "--emit=import", "-o", graph, "-q")
text = ",".join(map(str, ids))
caches = ["zeros"] * 2 * config["num_hidden_layers"]
run(interpreter, graph, f"i32:[{text}]", "index:0", "index:0", *caches, "-o", out)
compare("interpreted", read_safetensors(out)["result0"])
devices = device_targets(tern)
targets = runnable_targets()
for target in (targets[sum(work.name.encode()) % 2 :: 2] or targets) + devices + more:
    bundle = work / "model.tern"
    run(ternc, checkpoint, "-o", bundle, f"--target={target}", "-q")
    for mode in ([], ["--step"]):
        run(*tool(tern, target), "logits", bundle, "--ids", text, "-o", out, *mode)
        compare(f"{target} {'step by step' if mode else 'one prefill'}", read_safetensors(out)["logits"])
