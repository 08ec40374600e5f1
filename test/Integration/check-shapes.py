"""Synthesises models of odd shapes; compiled code, the interpreter and the restatement in NumPy must agree.

Usage: check-shapes.py TERN_SYNTH TERNC TERN TERN_INTERP WORKDIR

The prompts were chosen so that no activation lies on a half within the precision of f32 (docs/numerics.md): then all
three agree to a few units of the last place, on every target, in one prefill and one token at a time.
"""

import shutil
import sys
from pathlib import Path

import numpy as np

from restate import bitnet_logits
from tensorfile import read_safetensors
from ternlib import check, run, runnable_targets

TOLERANCE = 1e-5
TOKENS = 24

# hidden, intermediate, heads, key/value heads, vocabulary, format, seed of the prompt
SHAPES = [
    (200, 540, 2, 1, 511, "packed", 0),  # head dimension 100
    (160, 864, 2, 2, 1003, "master", 0),  # 80
    (256, 5460, 2, 1, 511, "master", 0),  # 128
    (384, 540, 3, 3, 1003, "packed", 0),  # 128
]

synth, ternc, tern, interpreter, workdir = sys.argv[1:]
work = Path(workdir)
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)


def distance(got, want):
    check(got.shape == want.shape, f"logits are {got.shape}, expected {want.shape}")
    return np.abs(got - want).max() / np.abs(want).max()


def check_shape(hidden, intermediate, heads, groups, vocab, kind, seed):
    name = f"{hidden}-{intermediate}-{kind}"
    model, out = work / name, work / f"{name}.safetensors"
    run(synth, "--shape=125M", "--layers=2", f"--hidden={hidden}", f"--intermediate={intermediate}", f"--heads={heads}",
        f"--kv-heads={groups}", f"--vocab={vocab}", "--context=64", f"--format={kind}", "-o", model, "-q")
    ids = [int(token) for token in np.random.RandomState(seed).randint(0, vocab, TOKENS)]
    exact = bitnet_logits(model, ids)
    graph = work / f"{name}.mlir"
    run(ternc, model, "--emit=import", "-o", graph, "-q")
    prompt = "i32:[" + ",".join(map(str, ids)) + "]"
    run(interpreter, graph, prompt, "index:0", "index:0", *["zeros"] * 4, "-o", out)
    error = distance(read_safetensors(out)["result0"], exact)
    check(error <= TOLERANCE, f"{name}, interpreted: off by {error:.1e}")
    for target in runnable_targets():
        bundle = work / f"{name}.tern"
        run(ternc, model, "-o", bundle, f"--target={target}", "-q")
        for mode in ([], ["--step"]):
            run(tern, "logits", bundle, "--ids", ",".join(map(str, ids)), "-o", out, *mode)
            error = distance(read_safetensors(out)["logits"], exact)
            check(error <= TOLERANCE, f"{name}, {target} {mode}: off by {error:.1e}")
    print(f"{name}: interpreted and compiled as restated")


for shape in SHAPES:
    check_shape(*shape)
