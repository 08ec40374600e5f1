"""Checks what `tern bench --sequences 2 --prompt 8` says of steps of two sequences.

Usage: check-batch-bench.py MANIFEST BENCH
"""

import json
import sys
from collections import Counter
from pathlib import Path

from ternlib import check

manifest = json.loads(Path(sys.argv[1]).read_text())
bench = json.loads(Path(sys.argv[2]).read_text())
batch = bench["batch"]
stages = manifest["code"]["entries"]["batch"]["stages"]

check(batch["sequences"] == 2 and batch["time_s"] > 0 and batch["floor_s"] > 0, f"{batch} is not two sequences")
check(abs(batch["tok_per_s"] - 2 / batch["time_s"]) < 1e-6 * batch["tok_per_s"], f"{batch}: tokens a second")
check(abs(batch["steps_of_one"] - batch["time_s"] * bench["decode"]["tok_per_s"]) < 1e-6, f"{batch} in steps of one")
*ops, barrier = batch["ops"]
check(barrier["count"] == len(stages), f"not all stages end in {barrier}")
counted = Counter()
for op in ops:
    counted[op["op"]] += op["count"]
listed = Counter(stage["op"] for stage in stages)
check(counted == listed, f"has {counted}, the manifest {listed}")
# A token each at 8, 9, 10 and 11 sees so many positions of its own sequence, and one.
cached = sum(op["bytes"] for op in ops if op["op"] == "attention")
expected = manifest["kv_bytes"] / manifest["model"]["context"] * 10.5
check(abs(cached - expected) < 1e-3, f"{cached} bytes of the cache, expected {expected}")
head = next(op for op in ops if op["op"] == "linear")
rows, columns = (manifest["model"][key] for key in ("vocab_size", "hidden_size"))
check(abs(head["macs"] - rows * columns) < 1, f"{head} is not a row of logits for each token")
