"""Runs a command many times; each must print exactly what a file holds.

Usage: check-repeated.py TIMES EXPECTED COMMAND...
"""

import subprocess
import sys
from pathlib import Path

from ternlib import check

times, expected, *command = sys.argv[1:]
wanted = Path(expected).read_bytes()
check(wanted, f"{expected} is empty")
for number in range(int(times)):
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    check(printed == wanted, f"run {number} printed something else: {printed!r}")
print(f"{times} runs printed the same {len(wanted)} bytes")
