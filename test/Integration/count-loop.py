"""Counts the instructions of the loop of a PTX kernel that multiplies.

Usage: count-loop.py FILE KERNEL OPERATION

Prints, one a line, how often each instruction stands in the innermost loop with most of OPERATION (a prefix, such as dp4a),
the others last as one number.
"""

import collections
import sys

from ptx import Module

path, name, operation = sys.argv[1:]
with open(path) as file:
    kernel = Module(file.read()).kernels[name]
loops = []
for end, (_, parts, operands) in enumerate(kernel.code):
    if parts[0] == "bra" and kernel.labels[operands[0]] <= end:
        loops.append((kernel.labels[operands[0]], end))
inner = [
    [parts for _, parts, _ in kernel.code[begin : end + 1]]
    for begin, end in loops
    if not any(begin <= other[0] and other[1] <= end and other != (begin, end) for other in loops)
]
body = max(inner, key=lambda parts: sum(part[0] == operation for part in parts))
counts = collections.Counter(".".join(part) for part in body)
named = ("ld.", "cp.async", "and.b32", "shr.", "st.shared", operation)
for instruction in sorted(counts):
    if instruction.startswith(named):
        print(f"{counts[instruction]} {instruction}")
print(f"{sum(count for instruction, count in counts.items() if not instruction.startswith(named))} others")
