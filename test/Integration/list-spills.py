"""Lists what kernels of LLVM's assembly for AMD's GPUs have spilled.

Usage: list-spills.py FILE

Prints a line for each kernel whose metadata count spilled registers or a stack: scalars go to lanes of vectors, vectors to the
stack. The last line says how many kernels there are.
"""

import re
import sys

with open(sys.argv[1]) as file:
    metadata = file.read().split("amdhsa.kernels:")[1].split("amdhsa.target:")[0]
kernels = re.split(r"^  - ", metadata, flags=re.MULTILINE)[1:]
for kernel in kernels:
    facts = dict(re.findall(r"^    \.(\w+): +(\S+)$", kernel, flags=re.MULTILINE))
    scalars, vectors, stack = (
        int(facts[name]) for name in ("sgpr_spill_count", "vgpr_spill_count", "private_segment_fixed_size")
    )
    if scalars or vectors or stack:
        print(f"{facts['name']}: {scalars} scalars, {vectors} vectors, a stack of {stack}")
print(f"{len(kernels)} kernels")
