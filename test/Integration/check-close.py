"""Compares the logits of two files: they may differ by 1e-5 of the largest.

Usage: check-close.py EXPECTED OTHER
"""

import sys

import numpy as np
from tensorfile import read_safetensors

expected, other = (np.asarray(read_safetensors(path)["logits"], np.float32) for path in sys.argv[1:])
if expected.shape != other.shape:
    sys.exit(f"check-close: shapes {expected.shape} and {other.shape}")
error = np.abs(other - expected).max() / np.abs(expected).max()
if not error <= 1e-5:
    sys.exit(f"check-close: logits are off by {error:.1e} of the largest")
