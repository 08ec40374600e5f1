"""Makes blocks.gguf and blocks.safetensors: every type of tensor that Tern reads and ggml defines, and what it means.

Usage: make.py, with the PyPI packages numpy and gguf (0.19.0 was used)

The package encodes what it can (F32, F16, BF16, Q8_0, TQ1_0, TQ2_0) and decodes everything; Q6_K, which it does not
encode, is random bytes. `blocks.safetensors` has the float32 that the package decodes under the same names. Tests read
the two files and need no package.
"""

import json
import struct
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, quants

HERE = Path(__file__).parent
random = np.random.default_rng(20)


def random_q6(rows, blocks):
    """Blocks of any bits, but with scales d that are ordinary numbers."""
    data = random.integers(0, 256, (rows, blocks, 210), dtype=np.uint8)
    d = random.uniform(0.001, 0.1, (rows, blocks, 1)).astype(np.float16)
    data[:, :, 208:] = d.view(np.uint8)
    return data.reshape(rows, -1)


def main():
    dense = random.normal(size=(3, 64)).astype(np.float32)
    trits = random.integers(-1, 2, (2, 512)).astype(np.float32)
    encoded = {
        "f32": (Type.F32, dense),
        "f16": (Type.F16, dense.astype(np.float16)),
        "bf16": (Type.BF16, quants.quantize(dense, Type.BF16)),
        "q8_0": (Type.Q8_0, quants.quantize(dense, Type.Q8_0)),
        "q6_k": (Type.Q6_K, random_q6(2, 1)),
        "tq1_0": (Type.TQ1_0, quants.quantize(trits * np.float32(0.375), Type.TQ1_0)),
        "tq2_0": (Type.TQ2_0, quants.quantize(trits * np.float32(0.375), Type.TQ2_0)),
    }
    writer = GGUFWriter(HERE / "blocks.gguf", "llama")
    decoded = {}
    for name, (kind, data) in encoded.items():
        writer.add_tensor(name, data, raw_dtype=kind)
        decoded[name] = quants.dequantize(data, kind).astype(np.float32)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    header, offset = {}, 0
    for name, values in decoded.items():
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header).encode()
    data = b"".join(values.tobytes() for values in decoded.values())
    (HERE / "blocks.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


main()
