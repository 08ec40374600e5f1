"""Checks that logits are finite, and not all the same.

Usage: check-finite.py LOGITS TOKENS VOCAB
"""

import math
import sys

from ternlib import check, read_tensor

path, tokens, vocab = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
shape, logits = read_tensor(path, "logits")
check(shape == [tokens, vocab], f"{path}: shape {shape}, expected {[tokens, vocab]}")
check(all(map(math.isfinite, logits)), f"{path}: logits that are not finite")
check(max(logits) - min(logits) > 1, f"{path}: logits that are all the same")
