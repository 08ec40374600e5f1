"""Damages the GGUF twin of a checkpoint, and checks how the compiler refuses.

Usage: check-bad-gguf.py TERNC CHECKPOINT WORKDIR
"""

import struct
import sys
from pathlib import Path

from refusals import Refusals
from ternlib import run

ternc, model, workdir = sys.argv[1:]
work = Path(workdir)
refused = Refusals(work)
twin = work / "twin.gguf"
run(sys.executable, Path(__file__).with_name("make_gguf.py"), model, twin)
whole = twin.read_bytes()


def damaged(name, data, *words, flags=()):
    path = work / f"{name}.gguf"
    path.write_bytes(data)
    refused([path.name, *words], ternc, path, "-o", work / "out.tern", "-q", *flags)


def replaced(old, new):
    """The file with bytes that it has once, of any length, replaced by as many."""
    assert whole.count(old) == 1 and len(old) == len(new), (old, whole.count(old))
    return whole.replace(old, new)


def string(text):
    return struct.pack("<Q", len(text)) + text


for size in (5, 20, 1000, len(whole) // 2, len(whole) - 1):
    damaged(f"truncated-{size}", whole[:size])
damaged("version", whole[:4] + struct.pack("<I", 9) + whole[8:], "version")
damaged("counts", whole[:8] + struct.pack("<Q", 1 << 60) + whole[16:], "number of tensors")
damaged("architecture", replaced(string(b"bitnet-b1.58"), string(b"bitnet-b9.99")), "general.architecture")
damaged("missing", replaced(string(b"blk.0.attn_q.weight"), string(b"blk.0.attn_x.weight")), "blk.0.attn_q.weight", "missing")
norm = string(b"blk.0.attn_norm.weight") + struct.pack("<I", 1)
at = whole.index(norm) + len(norm)
damaged("type", whole[: at + 8] + struct.pack("<I", 12) + whole[at + 12 :], "blk.0.attn_norm.weight", "Q4_K")
damaged("size", whole[:at] + struct.pack("<Q", 1 << 62) + whole[at + 8 :], "blk.0.attn_norm.weight")
damaged("projections", whole, "--projections", flags=["--projections=dense"])
print("every bad file was refused by name")
