"""Compiles the sample model to assembly and looks at the loops of its dot products.

Usage: check-loops.py TERNC MODEL

Both entries have the target's instruction, and no block with it in a product's function spills a vector.
"""

import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "Integration"))

from ternlib import check, run

# The instructions that must be there in decode and in prefill.
TARGETS = {
    "aarch64-linux-gnu": (r"smlal2?\t", r"smlal2?\t"),
    "aarch64-linux-gnu+dotprod": (r"sdot\tv\S+ v\S+ v\d+\.4b\[\d\]", r"sdot\tv\S+ v\S+ v\d+\.4b\[\d\]"),
    "aarch64-linux-gnu+i8mm": (r"sdot\t", r"smmla\t"),
    "riscv64-linux-gnu+v": (r"vwmacc(su)?\.vv\t", r"vwmacc(su)?\.vv\t"),
    # LLVM widens codes that were just decoded without sign, and then has no use for extmul.
    "wasm32+simd128": (r"i16x8\.mul|i16x8\.extmul_low_i8x16_s", r"i16x8\.extmul_low_i8x16_s"),
    "wasm32+relaxed-simd": (r"i32x4\.relaxed_dot_i8x16_i7x16_add_s",) * 2,
}
SPILL = re.compile(r"(16-byte|vscale x \d+-byte) Folded (Spill|Reload)")


def blocks(assembly):
    """Pairs of a function's name and the lines of a basic block."""
    function, lines = "", []
    for line in assembly.splitlines():
        label = re.match(r'"?([\w.$]+)"?:', line)
        if label:
            yield function, lines
            lines = []
            if not label[1].startswith(".L"):
                function = label[1]
        lines.append(line)
    yield function, lines


ternc, model = sys.argv[1:]
for target, instructions in TARGETS.items():
    found = dict.fromkeys(("decode", "prefill"), 0)
    assembly = run(ternc, model, f"--target={target}", "--emit=asm", "-q")
    for function, lines in blocks(assembly):
        entry = function.split(".")[0]
        if entry not in found or ".fused_" not in function:
            continue
        pattern = instructions[list(found).index(entry)]
        count = sum(bool(re.search(pattern, line)) for line in lines)
        found[entry] += count
        spills = sum(bool(SPILL.search(line)) for line in lines)
        check(not (count and spills), f"{target}: {function} spills {spills} vectors among {count} dot products")
    check(all(found.values()), f"{target}: expected dot products in both entries, got {found}")
    print(f"{target}: {found} dot products in loops, no vector spilled")
