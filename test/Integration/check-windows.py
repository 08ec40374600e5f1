"""Checks that each stage's window of the weights holds its tensors, and no more than the range, but for one larger tensor.

Usage: check-windows.py MANIFEST RANGE
"""

import json
import sys
from pathlib import Path

from ternlib import check

manifest, limit = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
tensors, windows = manifest["weights"]["tensors"], set()
for entry in manifest["code"]["entries"].values():
    for stage in entry["stages"]:
        read = [tensors[name] for name in stage["weights"]]
        check(("weights_window" in stage) == bool(read), f"{stage} has a window without weights, or none")
        if not read:
            continue
        begin, size = stage["weights_window"]
        windows.add((begin, size))
        for tensor in read:
            inside = begin <= tensor["offset"] and tensor["offset"] + tensor["bytes"] <= begin + size
            check(inside, f"{stage} has a window without {tensor}")
        largest = max(tensor["bytes"] for tensor in read)
        check(size <= max(limit, largest), f"{stage} has a window of more than {limit} bytes")
check(len(windows) >= 3, f"expected several windows, got {windows}")
