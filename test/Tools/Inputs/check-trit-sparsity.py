"""Compares the counts that report-trit-sparsity prints with those of NumPy.

Usage: check-trit-sparsity.py TERN_OPT PLUGIN CHECKPOINT WORK
"""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[2] / "Integration"))
from restate import Restatement
from tensorfile import read_typed, write_typed

ROWS, COLUMNS = 16, 24  # of a block: t3b5 with 16 lanes


def zero_tiles(trits, height, width):
    """How many tiles are all zero, and how many there are, those at the edges being smaller."""
    zeros = [not trits[row : row + height, column : column + width].any()
             for row in range(0, trits.shape[0], height) for column in range(0, trits.shape[1], width)]
    return sum(zeros), len(zeros)


def expected(trits):
    (zeros, all_trits), (fours, all_fours) = zero_tiles(trits, 1, 1), zero_tiles(trits, 1, 4)
    blocks, all_blocks = zero_tiles(trits, ROWS, COLUMNS)
    return [f"{100 * zeros / all_trits:.2f}%", f"{100 * fours / all_fours:.2f}%", str(blocks), "of", str(all_blocks)]


tern_opt, plugin, checkpoint, work = sys.argv[1:]
half = Path(work) / "half"
shutil.copytree(checkpoint, half)
tensors = read_typed(half / "model.safetensors")
o_proj = "model.layers.0.self_attn.o_proj"
kind, packed = tensors[o_proj + ".weight"]
packed = packed.copy()
packed[:, : packed.shape[1] // 2] = 0b01010101  # four zeros
tensors[o_proj + ".weight"] = kind, packed
write_typed(half / "model.safetensors", tensors)

pipeline = f"builtin.module(import{{checkpoint={half} target=x86-64-v4-vbmi}},fuse,pack,report-trit-sparsity)"
result = subprocess.run([tern_opt, "/dev/null", f"--load-pass-plugin={plugin}", f"--pass-pipeline={pipeline}", "-o",
                         "/dev/null"], capture_output=True, text=True)
assert result.returncode == 0, result.stderr
trits_of = Restatement(half).project.trits
compared = 0
for line in result.stderr.splitlines()[1:]:
    *counts, name = line.split()
    if not name.startswith("model.layers.0."):
        continue
    trits, _ = trits_of(name.removesuffix(".weight"))
    assert counts == expected(trits), f"{name}: printed {counts}, expected {expected(trits)}"
    compared += 1
    if name == o_proj + ".weight":
        assert int(counts[2]) > 0, "no block of zeros was found"
assert compared == 7, f"{compared} weights of a layer were printed"
