"""Copies a checkpoint and adds a small tensor to it.

Usage: add-tensor.py CHECKPOINT COPY NAME
"""

import json
import shutil
import struct
import sys
from pathlib import Path

source, copy, name = sys.argv[1:]
shutil.copytree(source, copy, copy_function=shutil.copyfile)
file = Path(copy) / "model.safetensors"
data = file.read_bytes()
(size,) = struct.unpack_from("<Q", data)
header, values = json.loads(data[8 : 8 + size]), data[8 + size :]
header[name] = {"dtype": "F16", "shape": [4], "data_offsets": [len(values), len(values) + 8]}
text = json.dumps(header).encode()
file.write_bytes(struct.pack("<Q", len(text)) + text + values + bytes(8))
