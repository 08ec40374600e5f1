"""Reads and writes safetensors files with NumPy."""

import json
import struct
from pathlib import Path

import numpy as np

# NumPy has no bf16: its values are read as float32, and must be those of a bf16 to be written.
TYPES = {"f32": np.float32, "f16": np.float16, "bf16": np.uint16, "u8": np.uint8, "i8": np.int8, "i32": np.int32}


def round_bf16(values):
    """The nearest values, half to even, that bf16 has, as float32."""
    bits = np.asarray(values, np.float32).view(np.uint32)
    return ((bits + (0x7FFF + (bits >> 16 & 1))) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def encode(kind, values):
    """The bytes of an array as a type of TYPES, which must represent each value."""
    if kind == "bf16":
        bits = np.asarray(values, np.float32).view(np.uint32)
        assert not (bits & 0xFFFF).any(), "not representable in bf16"
        return (bits >> 16).astype(np.uint16).tobytes()
    return np.asarray(values).astype(TYPES[kind]).tobytes()


def decode(kind, raw):
    values = np.frombuffer(raw, TYPES[kind])
    return (values.astype(np.uint32) << 16).view(np.float32) if kind == "bf16" else values


def read_typed(path):
    """Every tensor of a file by name, as (type, array)."""
    data = Path(path).read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        kind = entry["dtype"].lower()
        tensors[name] = kind, decode(kind, data[begin:end]).reshape(entry["shape"])
    return tensors


def read_safetensors(path):
    """Every tensor of a file by name."""
    return {name: values for name, (_, values) in read_typed(path).items()}


def write_typed(path, tensors):
    """Writes what read_typed reads."""
    header, data = {"__metadata__": {"format": "pt"}}, bytearray()
    for name, (kind, values) in tensors.items():
        raw = encode(kind, values)
        header[name] = {"dtype": kind.upper(), "shape": list(np.shape(values)),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)
