"""Compiles the sample model for every target that the processor runs and checks what expected.json says of it.

Usage: check-storyteller.py TERNC TERN MODEL EVALTEXT WORKDIR
"""

import json
import re
import sys
from pathlib import Path

from ternlib import check, placements, run, runnable_targets

ternc, tern, model, text, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
expected = json.loads((Path(model) / "expected.json").read_text())

for target in runnable_targets(tern):
    bundle = work / f"{target}.tern"
    run(ternc, model, "-o", bundle, f"--target={target}", "-q")
    for case in expected["greedy"]:
        wanted, margin = case["greedy_ids"], case["margin"]
        printed = {
            run(tern, "run", bundle, "-p", case["prompt"], "-n", len(wanted), "--temp", 0, "--tokens", *placement)
            for placement in placements(target)
        }
        check(len(printed) == 1, f"{target}: tokens differ between 1, 2 and 3 workers")
        tokens = [int(token) for token in printed.pop().split()]
        for index, (token, want) in enumerate(zip(tokens, wanted, strict=True)):
            if token != want:
                check(margin[index] <= 1e-3, f"{target}: token {index} is {token}, expected {want} by {margin[index]}")
                break  # A tie went the other way: what follows is another story.
    # A device that is a processor is slow: a window and the begin of another, against the processor's.
    if target == "vulkan":
        text_options = ["--text", text, "--tokens", 288, "--window", 256]
        first, *_ = runnable_targets()
        got, want = (
            float(re.search(r"perplexity\s+([0-9.]+)", run(tern, "eval", work / f"{name}.tern", *text_options)).group(1))
            for name in (target, first)
        )
        check(abs(got - want) <= 1e-3 * want, f"{target}: perplexity is {got}, of {first} {want}")
        print(f"{target}: three continuations equal, perplexity {got} ({first}: {want})")
        continue
    values = {
        run(tern, "eval", bundle, "--text", text, "--tokens", 4096, "--window", 256, *placement)
        for placement in placements(target)
    }
    check(len(values) == 1, f"{target}: perplexity differs between 1, 2 and 3 workers")
    value = float(re.search(r"perplexity\s+([0-9.]+)", values.pop()).group(1))
    want = expected["perplexity"]["value"]
    check(abs(value - want) <= 1e-3 * want, f"{target}: perplexity is {value}, expected {want}")
    print(f"{target}: three continuations equal, perplexity {value} (expected {want:.4f})")
