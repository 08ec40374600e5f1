"""Compiles the sample model for another processor and runs it under qemu, with the runtime that scripts/cross built.

Usage: check-cross.py TERNC BUILD_CROSS MODEL ARCHITECTURE WORKDIR

The first tokens of each continuation in expected.json, by one worker and by two; the logits of a prompt are the same
bits. An emulated processor that lacks a feature is refused by its name.
"""

import json
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "Integration"))

from ternlib import check, run

# By architecture: targets, the emulated processor that runs each, and one that lacks what it needs.
TARGETS = {
    "aarch64": [
        ("aarch64-linux-gnu", "cortex-a57", None, None),
        ("aarch64-linux-gnu+dotprod", "neoverse-n1", "cortex-a57", "dotprod"),
        ("aarch64-linux-gnu+i8mm", "max", "neoverse-n1", "i8mm"),
    ],
    "riscv64": [
        ("riscv64-linux-gnu+v", "rv64,v=true,vext_spec=v1.0,vlen=128", "rv64", "v"),
        # Longer registers than the code was made for.
        ("riscv64-linux-gnu+v", "rv64,v=true,vext_spec=v1.0,vlen=256", None, None),
    ],
}
TOKENS = 16

ternc, cross, model, architecture, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
tern = Path(cross) / architecture / "bin" / "tern"
greedy = json.loads((Path(model) / "expected.json").read_text())["greedy"]


def emulate(processor):
    return [f"qemu-{architecture}", "-L", f"/usr/{architecture}-linux-gnu", "-cpu", processor, tern]


for target, processor, lesser, feature in TARGETS[architecture]:
    bundle = work / f"{target}.tern"
    run(ternc, model, "-o", bundle, f"--target={target}", "-q")
    for case in greedy:
        command = [*emulate(processor), "run", bundle, "-p", case["prompt"], "-n", TOKENS, "--temp", 0, "--tokens"]
        printed = {run(*command, "--threads", workers) for workers in (1, 2)}
        check(len(printed) == 1, f"{target}: tokens differ between one worker and two")
        tokens = [int(token) for token in printed.pop().split()]
        wanted = case["greedy_ids"][:TOKENS]
        check(tokens == wanted, f"{target} on {processor}: tokens are {tokens}, expected {wanted}")
    logits = set()
    for workers in (1, 2):
        out = work / f"{target}-{workers}.safetensors"
        ids = ",".join(map(str, greedy[0]["prompt_ids"]))
        run(*emulate(processor), "logits", bundle, "--ids", ids, "-o", out, "--threads", workers)
        logits.add(out.read_bytes())
    check(len(logits) == 1, f"{target}: logits differ between one worker and two")
    print(f"{target} on {processor}: {len(greedy)} continuations of {TOKENS} tokens equal")
    if lesser:
        command = [*emulate(lesser), "run", bundle, "-p", "a", "-n", "1"]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        check(result.returncode != 0 and f"lacks '{feature}'" in result.stderr,
              f"{target} on {lesser}: expected a refusal that names '{feature}', got {result.stderr}")
