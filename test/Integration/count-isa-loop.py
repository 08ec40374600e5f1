"""Counts the instructions of the loop of an AMD kernel that multiplies.

Usage: count-isa-loop.py FILE KERNEL OPERATION

Prints, one a line, how often each instruction that reads memory, decodes or multiplies stands in the innermost loop with most of
OPERATION (a prefix, such as v_mfma) of a function of LLVM's assembly, the others last as one number.
"""

import collections
import re
import sys

path, name, operation = sys.argv[1:]
with open(path) as file:
    lines = iter(file)
    for line in lines:
        if line.startswith(name + ":"):
            break
    else:
        sys.exit(f"{path}: no function {name}")
    code, labels, branches = [], {}, []
    for line in lines:
        line = line.split(";")[0].strip()
        if line.startswith(".Lfunc_end"):
            break
        if match := re.fullmatch(r"(\.LBB\w+):", line):
            labels[match[1]] = len(code)
        elif line and not line.startswith((".", "s_code_end")):
            parts = line.split()
            if parts[0].startswith(("s_cbranch", "s_branch")):
                branches.append((len(code), parts[-1]))
            code.append(parts[0])
loops = [(labels[to], end) for end, to in branches if labels[to] <= end]
inner = [
    code[begin : end + 1]
    for begin, end in loops
    if not any(begin <= other[0] and other[1] <= end and other != (begin, end) for other in loops)
]
body = max(inner, key=lambda part: sum(text.startswith(operation) for text in part))
counts = collections.Counter(text.removesuffix("_e32").removesuffix("_e64") for text in body)
named = ("global_", "ds_", "scratch_", "buffer_", "v_and_b32", "v_lshrrev_b32", "v_bfe", "v_perm", operation)
for instruction in sorted(counts):
    if instruction.startswith(named):
        print(f"{counts[instruction]} {instruction}")
print(f"{sum(count for instruction, count in counts.items() if not instruction.startswith(named))} others")
