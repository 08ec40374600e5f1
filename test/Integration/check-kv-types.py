"""Bundles of one model with caches of several types: their sizes, and the perplexity of a text.

Usage: check-kv-types.py DIRECTORY TEXT, where the directory holds f32.tern, f16.tern and int8.tern.
"""

import json
import subprocess
import sys
from pathlib import Path


def check(condition, message):
    if not condition:
        sys.exit(f"check-kv-types: {message}")


directory, text = Path(sys.argv[1]), sys.argv[2]
size, perplexity = {}, {}
for kind in ("f32", "f16", "int8"):
    bundle = directory / f"{kind}.tern"
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    check(manifest["kv_type"] == kind, f"{bundle} says its caches hold {manifest['kv_type']}")
    size[kind] = manifest["kv_bytes"]
    head_dim = manifest["model"]["head_dim"]
    output = subprocess.run(["tern", "eval", bundle, "--text", text, "--tokens=1024", "--json"],
                            check=True, stdout=subprocess.PIPE).stdout
    perplexity[kind] = json.loads(output)["perplexity"]

check(size["f16"] * 2 == size["f32"], f"sizes {size}")
check(size["int8"] * 4 == size["f32"] * (1 + 4 / head_dim), f"sizes {size}")
# Rounding moves activations to neighbouring integers: a wrong scale or order would change far more.
for kind in ("f16", "int8"):
    off = abs(perplexity[kind] / perplexity["f32"] - 1)
    check(0 < off < 0.01, f"perplexities {perplexity}")
