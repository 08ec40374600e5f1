"""Kernels in PTX, executed by ptx.py, must compute what the processor's code does.

Usage: check-ptx.py TERNC TERN CHECKPOINT WORKDIR TARGET IDS [OPTIONS...]

IDS, separated by commas, are one prefill but for the last, which is a decode step. Logits may differ by the order of sums
in float32, as between processors. The decode step is computed again by its one kernel, with three resident blocks: the
same logits and the largest's id, and what the next step is started with. Of a bundle with --sequences=4 the batch's kernel
computes two of them, with one block and with three.
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
# Caches of int8 are widened by a GPU for one token, and for many where it has no matrices; a processor multiplies them with
# numbers of 16 bits. The tests' prompts are among those for which that is no more than the tolerance: of others it is two or
# three times as much, or more where an activation lies on a half (docs/numerics.md).
native = ["--target=x86-64-v3"] if platform.machine() == "x86_64" else []
run(ternc, checkpoint, "-o", work / "native.tern", "-q", *native, *options)
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


def start(entry, position, tokens):
    """Sets the buffers of a step."""
    most = code["entries"][entry]["max_tokens"]
    padded = np.zeros(most, np.int32)
    padded[: len(tokens)] = tokens
    buffers["ids"] = padded.view(np.uint8)
    buffers["arena"] = np.full(manifest["arena_bytes"], 0x5A, np.uint8)
    buffers["logits"] = np.zeros(most * vocab * 4, np.uint8)
    buffers["step"][:] = np.array([len(tokens), position, 0, 0], np.int32).view(np.uint8)


def bound():
    return [buffers[name] for name in code["device"]["bindings"]]


def step(entry, position, tokens):
    """Runs the stages of an entry; returns the logits of all of its tokens."""
    start(entry, position, tokens)
    for number, stage in enumerate(code["entries"][entry]["stages"]):
        module.launch(stage["function"], stage["workgroups"], stage.get("workgroup", code["device"]["workgroup"]),
                      bound(), stage["constants"], seed=number, asked=stage.get("workgroup_bytes", 0))
    return buffers["logits"].view(np.float32).reshape(-1, vocab)[: len(tokens)].copy()


prefill = step("prefill", 0, ids[:-1])
caches = buffers["kv"].copy()
decode = step("decode", len(ids) - 1, ids[-1:])
logits = np.concatenate([prefill, decode])
error = np.abs(logits - expected).max() / np.abs(expected).max()
check(error <= TOLERANCE, f"logits are off by {error:.1e} of the largest")

buffers["kv"] = caches
start("decode", len(ids) - 1, ids[-1:])
keys = code["entries"].get("batch", {"max_tokens": 0})["max_tokens"]
clocked = 64 + 8 * keys
whole, stages = code["entries"]["decode"]["step"], len(code["entries"]["decode"]["stages"])
sync = np.zeros(clocked + 8 * (stages + 2), np.uint8)
module.launch(whole["function"], min(3, whole["workgroups"]), whole["workgroup"], [*bound(), sync], [], resident=True)
check(np.array_equal(buffers["logits"].view(np.float32), decode[0]), "the step's kernel has other logits")
best = int(decode[0].argmax())
clocks = sync[clocked:].view(np.int64)
check((np.diff(clocks) == 1).all() and clocks[0] > 0, f"the step's clocks are {clocks}")
check(sync.view(np.int32)[4] == best, f"the step's kernel chose {sync.view(np.int32)[4]}, not {best}")
after = [*buffers["ids"].view(np.int32), *buffers["step"].view(np.int32)[:3]]
check(after == [best, 1, len(ids), 0], f"the next step is started with {after}")
if "batch" in code["entries"]:
    # Sequence 2 is that of the decode step, sequence 0 begins.
    kept, batch = manifest["kv_bytes"], code["entries"]["batch"]
    for blocks in (1, 3):
        start("batch", 0, [])
        buffers["kv"] = np.zeros(4 * kept, np.uint8)
        buffers["kv"][2 * kept : 3 * kept] = caches
        rows = np.full((3, 4), 99, np.int32)
        rows[:, :2] = [[ids[-1], ids[0]], [2, 0], [len(ids) - 1, 0]]
        buffers["ids"] = rows.reshape(-1).view(np.uint8)
        sync = np.zeros(clocked + 8 * (len(batch["stages"]) + 2), np.uint8)
        buffers["step"][:4] = np.array([2], np.int32).view(np.uint8)
        module.launch(batch["step"]["function"], blocks, batch["step"]["workgroup"], [*bound(), sync], [], resident=True)
        logits = buffers["logits"].view(np.float32).reshape(4, vocab)
        off = np.abs(logits[:2] - expected[[-1, 0]]).max() / np.abs(expected).max()
        check(off <= TOLERANCE, f"a batch's logits are off by {off:.1e} of the largest")
        chosen = [*logits[:2].argmax(axis=1), 99, 99]
        check((rows == [chosen, [2, 0, 99, 99], [len(ids), 1, 99, 99]]).all(), f"{rows} begin the next step, not {chosen}")
        check(not sync[8:clocked].any() and not logits[2:].any(), "a batch's kernel left keys, or logits of other tokens")
print(f"{target}: logits as the processor's, off by {error:.1e}")
