"""Removes one barrier of a kernel that is lowered for emulated GPUs.

Usage: remove-barrier.py MODULE RESULT KERNEL INDEX

The INDEX-th of KERNEL, from 0: a barrier is a call through the thread that returns nothing, of the
workgroup or, with their number, of lanes.
"""

import re
import sys
from pathlib import Path

source, result, kernel, index = sys.argv[1:]
text = Path(source).read_text()
begin = text.index(f"llvm.func @{kernel}(")
end = text.index("llvm.func @", begin + 1) if "llvm.func @" in text[begin + 1 :] else len(text)
barriers = list(re.finditer(r"\n *llvm\.call %\d+\(%arg0(, %\d+)?\) : !llvm\.ptr, \(!llvm\.ptr(, i32)?\) -> \(\)", text[begin:end]))
first, last = barriers[int(index)].span()
Path(result).write_text(text[: begin + first] + text[begin + last :])
