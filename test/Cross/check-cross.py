"""Compiles the sample model for another processor and runs it under qemu, with the runtime that scripts/cross built.

Usage: check-cross.py TERNC BUILD_CROSS MODEL ARCHITECTURE WORKDIR

That runtime takes ids, not text: after a prompt and the first tokens of each continuation in expected.json, the most
probable token is the one that comes next there. The first continuation runs in one prefill and step by step, with one
worker and with two, whose logits are the same bits; the others in a prefill of two workers. An emulated processor that
lacks a feature is refused by its name.
"""

import json
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "Integration"))

from tensorfile import read_safetensors
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
WAYS = [["--threads", 2], ["--threads", 1], ["--threads", 2, "--step"], ["--threads", 1, "--step"]]

ternc, cross, model, architecture, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
tern = Path(cross) / architecture / "bin" / "tern"
greedy = json.loads((Path(model) / "expected.json").read_text())["greedy"]


def emulate(processor):
    return [f"qemu-{architecture}", "-L", f"/usr/{architecture}-linux-gnu", "-cpu", processor, tern]


for target in {row[0] for row in TARGETS[architecture]}:
    run(ternc, model, "-o", work / f"{target}.tern", f"--target={target}", "-q")
for target, processor, lesser, feature in TARGETS[architecture]:
    bundle = work / f"{target}.tern"
    for number, case in enumerate(greedy):
        prompt, wanted = case["prompt_ids"], case["greedy_ids"][:TOKENS]
        ids = ",".join(map(str, prompt + wanted[:-1]))
        outputs = set()
        for way in WAYS if number == 0 else WAYS[:1]:
            out = work / f"{target}.safetensors"
            run(*emulate(processor), "logits", bundle, "--ids", ids, "-o", out, *way)
            outputs.add(out.read_bytes())
        check(len(outputs) == 1, f"{target}: logits differ between workers, or prefill and steps")
        tokens = read_safetensors(out)["logits"][len(prompt) - 1 :].argmax(axis=1).tolist()
        check(tokens == wanted, f"{target} on {processor}: tokens are {tokens}, expected {wanted}")
    print(f"{target} on {processor}: {len(greedy)} continuations of {TOKENS} tokens equal")
    if lesser:
        command = [*emulate(lesser), "logits", bundle, "--ids", "1", "-o", work / "none"]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        check(result.returncode != 0 and f"lacks '{feature}'" in result.stderr,
              f"{target} on {lesser}: expected a refusal that names '{feature}', got {result.stderr}")
