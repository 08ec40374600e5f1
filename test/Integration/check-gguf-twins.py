"""Compiles GGUF twins of a golden reference: they must say what the checkpoint says.

Usage: check-gguf-twins.py TERNC TERN CHECKPOINT WORKDIR

For each ternary type and layout: the greedy tokens are the reference's, and the logits are those of the checkpoint
compiled, bit for bit; within 1e-5 of the largest where the checkpoint's scales divide, as GGUF's multiply. There an
activation that lies on a half within the precision of float32 (docs/numerics.md) may round otherwise: then the logits
of one position are off by what one step of one activation does.
"""

import json
import sys
from pathlib import Path

import numpy as np

from tensorfile import read_safetensors
from ternlib import check, run

ternc, tern, checkpoint, workdir = sys.argv[1:]
work = Path(workdir)
work.mkdir(parents=True, exist_ok=True)
config = json.loads((Path(checkpoint) / "config.json").read_text())
golden = read_safetensors(Path(checkpoint) / "expected.safetensors")
prompt, greedy = golden["prompt"], golden["greedy"]
ids = ",".join(map(str, [*prompt, *greedy[:-1]]))
quantization = config.get("quantization_config")
divides = quantization is not None and quantization.get("linear_class", "bitlinear") == "bitlinear"
is_ternary = quantization is not None or config["architectures"] == ["BitnetForCausalLM"]


def logits_of(name, source, *flags):
    bundle, out = work / f"{name}.tern", work / f"{name}.safetensors"
    run(ternc, source, "-o", bundle, "-q", *flags)
    run(tern, "logits", bundle, "--ids", ids, "-o", out)
    return read_safetensors(out)["logits"]


def check_twin(name, wanted, make, *flags):
    twin = work / f"{name}.gguf"
    run(sys.executable, Path(__file__).with_name("make_gguf.py"), checkpoint, twin, *make)
    logits = logits_of(name, twin, *flags)
    predicted = logits[len(prompt) - 1 :].argmax(axis=-1)
    check((predicted == greedy).all(), f"{name}: greedy tokens are {predicted}, expected {greedy}")
    errors = np.sort(np.abs(logits - wanted).max(axis=-1) / np.abs(wanted).max())
    if divides:
        check(errors[-1] <= 1e-2, f"{name}: logits are off by {errors[-1]:.1e}")
        errors = errors[:-1]
    check(errors[-1] <= (1e-5 if divides else 0), f"{name}: logits are off by {errors[-1]:.1e}")
    print(f"{name}: {len(greedy)} greedy tokens equal, logits off by {errors[-1]:.1e}")


checkpoint_logits = logits_of("checkpoint", checkpoint)
check_twin("i2_s", checkpoint_logits, [])
if is_ternary:
    check_twin("tq2_0", checkpoint_logits, ["--type=tq2_0"])
    check_twin("tq1_0", checkpoint_logits, ["--type=tq1_0"])
    for layout in ("rows4", "blocks64"):
        check_twin(layout, checkpoint_logits, [f"--layout={layout}"], f"--i2s-layout={layout}")
