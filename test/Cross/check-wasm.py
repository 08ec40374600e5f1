"""Runs a bundle for WebAssembly under Node: the ids of the prompts, and the first of their continuations.

Usage: check-wasm.py MODEL BUNDLE
"""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "Integration"))

from ternlib import check, run

TOKENS = 24
model, bundle = sys.argv[1:]

for case in json.loads((Path(model) / "expected.json").read_text())["greedy"]:
    lines = run("node", Path(__file__).parent / "wasm-greedy.mjs", bundle, case["prompt"], TOKENS).splitlines()
    for line, what, wanted in zip(lines, ("prompt", "greedy"), (case["prompt_ids"], case["greedy_ids"][:TOKENS])):
        ids = [int(word) for word in line.split()]
        check(ids == wanted, f"{case['prompt']}: {what} ids are {ids}, expected {wanted}")
