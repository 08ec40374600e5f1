"""Copies a checkpoint and adds a small tensor to it.

Usage: add-tensor.py CHECKPOINT COPY NAME [DIMENSION...]
"""

import shutil
import sys
from pathlib import Path

import numpy as np

from tensorfile import read_typed, write_typed

source, copy, name, *shape = sys.argv[1:]
shutil.copytree(source, copy, copy_function=shutil.copyfile)
file = Path(copy) / "model.safetensors"
write_typed(file, {**read_typed(file), name: ("f16", np.zeros([int(size) for size in shape] or 4))})
