"""Checks a report's JSON against a run of bench and the bundle's manifest.

Usage: check-report.py REPORT BENCH MANIFEST
"""

import json
import sys
from pathlib import Path

from ternlib import check

report, bench, manifest = (json.loads(Path(path).read_text()) for path in sys.argv[1:])
stages = {stage["name"]: stage for stage in report["stages"]}
check(list(stages) == ["import", "fuse", "pack", "schedule", "lower", "llvm", "asm"], f"stages are {list(stages)}")

lines = {name: ["", *stage["text"].split("\n")] for name, stage in stages.items()}
before = None
for name, stage in stages.items():
    linked = 0
    for sources in stage["sources"]:
        sources = sources if isinstance(sources, list) else [sources] if sources else []
        linked += bool(sources)
        check(all(0 < source < len(lines[before]) for source in sources), f"{name}: {sources} are no lines of {before}")
    # What is not linked: the braces and blocks of IR; labels, directives and comments of assembly.
    least = {None: 0, "llvm": 0.5}.get(before, 0.8)
    check(linked >= least * len(lines[name]), f"{name}: only {linked} of {len(lines[name])} lines are linked")
    for function, (first, last) in stage["functions"].items():
        check(function in lines[name][first], f"{name}: {function} is not at line {first}")
        check(first < last < len(lines[name]), f"{name}: {function} is {first}-{last}")
    before = name

# A product of three projections is followed to what it was.
scheduled, rows = stages["schedule"], report["entries"]["decode"]["rows"]
(row,) = [row for row in rows if row["op"] == "fused_matmul" and "{q,k,v}" in row["weights"]]
call = report["entries"]["decode"]["calls"][row["calls"][0]]
check(f"call @{call['function']}(" in lines["schedule"][call["line"]], "a call is not where it should be")


def sources(stage, line):
    found = stages[stage]["sources"][line - 1]
    return found if isinstance(found, list) else [found] if found else []


packed = sources("schedule", call["line"])
check([".fused_matmul" in lines["pack"][line] for line in packed] == [True], f"it comes from {packed}")
imported = [line for fused in sources("pack", packed[0]) for line in sources("fuse", fused)]
check(["tern.bit_linear" in lines["import"][line] for line in imported] == [True] * 3, f"it was {imported}")

for name in ("decode", "prefill"):
    entry, phase = report["entries"][name], bench[name]
    listed = manifest["code"]["entries"][name]["stages"]
    check([call["function"] for call in entry["calls"]] == [stage["function"] for stage in listed], f"{name}: calls differ")
    check(entry["tokens"] == phase["tokens"], f"{name}: {entry['tokens']} tokens")
    for row, op in zip(entry["rows"], phase["ops"][:-1], strict=True):
        for key in ("op", "weights", "count", "bytes", "macs", "time_s", "fraction_of_floor", "share"):
            same = row[key] == op[key] or abs(row[key] - op[key]) <= 1e-9 * abs(op[key])
            check(same, f"{name} {op['op']}: {key} is {row[key]}, bench says {op[key]}")

check(
    [(t["name"], t["bytes"], t["offset"]) for t in report["weights"]]
    == [(name, t["bytes"], t["offset"]) for name, t in manifest["weights"]["tensors"].items()],
    "tensors differ from the manifest's",
)
check({t["layout"] for t in report["weights"]} - {None} == {layout["name"] for layout in report["layouts"]}, "layouts")
for layout in report["layouts"]:
    trits = {trit for bit in layout["bits"] for trit in bit}
    check(trits == set(range(layout["rows"] * layout["columns"])), f"{layout['name']} does not have every trit")

if report["prediction"]["problem"] is None:
    products = [row for row in rows if row["op"] in ("fused_matmul", "fused_glu")]
    check(all(row["predicted_cycles"] > 0 for row in products), "products without a prediction")
    for loop in report["loops"]:
        first, last = stages["asm"]["functions"][loop["function"]]
        check(first <= loop["first"] < loop["last"] <= last, f"{loop} is not in its function")
print(len(rows), "operations as bench has them")
