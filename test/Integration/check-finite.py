"""Checks that logits are finite, and not all the same.

Usage: check-finite.py LOGITS TOKENS VOCAB
"""

import sys

import numpy as np

from tensorfile import read_safetensors
from ternlib import check

path, tokens, vocab = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
logits = read_safetensors(path)["logits"]
check(logits.shape == (tokens, vocab), f"{path}: shape {logits.shape}, expected {(tokens, vocab)}")
check(np.isfinite(logits).all(), f"{path}: logits that are not finite")
check(logits.max() - logits.min() > 1, f"{path}: logits that are all the same")
