"""Counts the instructions of the loop of a PTX kernel that multiplies.

Usage: count-loop.py FILE KERNEL OPERATION

Prints, one a line, how often each instruction stands in the innermost loop with OPERATION (a prefix, such as dp4a), the
others last as one number.
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
        body = kernel.code[kernel.labels[operands[0]] : end + 1]
        if any(entry[1][0] == operation for entry in body):
            loops.append(collections.Counter(".".join(entry[1]) for entry in body))
counts = min(loops, key=lambda loop: loop.total())
named = ("ld.", "and.b32", "shr.", operation)
for instruction in sorted(counts):
    if instruction.startswith(named):
        print(f"{counts[instruction]} {instruction}")
print(f"{sum(count for instruction, count in counts.items() if not instruction.startswith(named))} others")
