"""Checks the JSON of `tern bench` against the bundle's manifest.

Usage: check-bench.py MANIFEST BENCH
"""

import json
import sys
from collections import Counter
from pathlib import Path

from ternlib import check

KEYS = {"op", "weights", "count", "time_s", "spread", "bytes", "macs", "fraction_of_floor", "share"}

manifest = json.loads(Path(sys.argv[1]).read_text())
bench = json.loads(Path(sys.argv[2]).read_text())

for name in ("prefill", "decode", "step"):
    stages = manifest["code"]["entries"]["decode" if name == "decode" else "prefill"]["stages"]
    phase = bench[name]
    for key in () if name == "step" else ("tok_per_s", "fraction_of_floor", "fraction_of_op_floor"):
        check(phase[key] > 0, f"{name}: {key} is {phase[key]}")
    *ops, barrier = phase["ops"]
    for op in [*ops, barrier]:
        check(KEYS <= op.keys(), f"{name}: {op} lacks a key")
        check(op["time_s"] >= 0 and op["share"] >= 0, f"{name}: {op} is negative")
    shares = sum(op["share"] for op in phase["ops"])
    check(abs(shares - 1) < 1e-6, f"{name}: shares add up to {shares}")
    check(barrier["op"] == ("submission" if bench["device"] else "barrier") and barrier["count"] == len(stages), f"{name}: not all stages end in {barrier}")
    counted = Counter()
    for op in ops:
        counted[op["op"]] += op["count"]
    listed = Counter(stage["op"] for stage in stages)
    check(counted == listed, f"{name}: has {counted}, the manifest {listed}")
    # Sums that do not depend on how the model is cut into operations.
    ternary = sum(op["macs"] for op in ops if op["op"].startswith("fused_"))
    check(abs(ternary - manifest["model"]["ternary_weights"]) < 1, f"{name}: {ternary} products with trits")

# All three tokens' logits, of the sample model's tied head.
head = next(op for op in bench["step"]["ops"] if op["op"] == "linear")
rows, columns = (manifest["model"][key] for key in ("vocab_size", "hidden_size"))
check(abs(head["macs"] - rows * columns) < 1, f"{head} is not a row of logits for each token")

decode = bench["decode"]["ops"]
cached = sum(op["bytes"] for op in decode if op["op"] == "attention")
# The tokens at 66 and 67 see 67 and 68 positions.
check(abs(cached - manifest["kv_bytes"] / manifest["model"]["context"] * 67.5) < 1e-3, f"{cached} bytes of the cache")
weights = sum(op["bytes"] for op in decode if op["op"] not in ("attention", "embedding"))
# Every layer reads a row of the table of RoPE twice.
ratio = weights / bench["weight_bytes_per_token"]
check(1 <= ratio < 1.01, f"operations read {ratio} times the weights of a token")
step = bench["step"]
check(step["tokens"] == 3 and step["time_s"] > 0 and step["floor_s"] > 0, f"{step} is not three tokens")
check(abs(step["steps_of_one"] - step["time_s"] * bench["decode"]["tok_per_s"]) < 1e-6, f"{step} in steps of one")
check(bench["noisy"] == bool(bench["noise"]), "noise without a reason")
threads = None if bench["device"] else 2
check(bench["repeats"] == 2 and bench["threads"] == threads, "not what was asked for")
machine = bench["machine"]
check(machine["read_bytes_per_s"] > 0 and machine["int8_ops_per_s"] > 0, f"no floors: {machine}")
if bench["device"]:
    rates = [machine["dot_ops_per_s"], machine["matrix_ops_per_s"] or 0]
    check(machine["int8_ops_per_s"] == max(rates), f"the floor is not the larger of {rates}")
