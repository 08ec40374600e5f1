"""Compiles the sample model with --head=int4-screen and holds its largest logits and its texts to the stored head's.

Usage: check-head-screen.py TERNC TERN MODEL TEXT WORKDIR
"""

import json
import sys
from pathlib import Path

import numpy as np

from refusals import Refusals
from tensorfile import read_safetensors
from ternlib import check, run, runnable_targets

ternc, tern, model, text, workdir = sys.argv[1:]
work = Path(workdir)
refused = Refusals(work)
IDS = "4094,5,6,7,300,2000,17"
stored, screened = work / "stored.tern", work / "screened.tern"


def logits(bundle, *flags):
    run(tern, "logits", bundle, "--ids", IDS, "-o", work / "out.safetensors", *flags)
    return read_safetensors(work / "out.safetensors")["logits"]


def largest(rows):
    """The 64 largest of each row, in order, as ids and bits."""
    ids = np.argsort(-rows, axis=1, kind="stable")[:, :64]
    return ids, np.take_along_axis(rows, ids, axis=1).view(np.uint32)


for target in runnable_targets():
    run(ternc, model, "-o", stored, "-q", f"--target={target}")
    run(ternc, model, "-o", screened, "-q", "--head=int4-screen", f"--target={target}")
    for mode in ([], ["--step"]):
        expected, found = logits(stored, *mode), logits(screened, "--estimates", *mode)
        for x, y in zip(largest(expected), largest(found)):
            check((x == y).all(), f"{target} {mode}: the 64 largest logits are not the stored head's")
        same = (expected.view(np.uint32) == found.view(np.uint32)).mean()
        check(same < 0.9, f"{target}: {100 * same:.0f} % of all rows were read as stored")
    for flags in (["--temp", "0"], ["--top-k", "64", "--seed", "3"], ["--top-k", "5", "--temp", "1.5", "--top-p", "1"]):
        texts = [run(tern, "run", bundle, "-p", "Once upon a time", "-n", 40, *flags) for bundle in (stored, screened)]
        check(texts[0] == texts[1], f"{target} {flags}: another text")
    print(f"{target}: as the stored head, {100 * same:.1f} % of all rows read as stored")

manifest = json.loads((screened / "manifest.json").read_text())
check(manifest["model"]["exact_logits"] == 64, "the manifest does not say how many logits are exact")
prompt = ["run", screened, "-p", "Once", "-n", 3]
refused(["top-k", "[1, 64]", "--head=int4-screen"], tern, *prompt)
refused(["top-k", "65"], tern, *prompt, "--top-k", "65")
refused(["repeat-penalty", "--head=int4-screen"], tern, *prompt, "--temp", "0", "--repeat-penalty", "1.1")
refused(["--head=int4-screen"], tern, "eval", screened, "--text", text)
refused(["--estimates", "--head=int4-screen"], tern, "logits", screened, "--ids", IDS, "-o", work / "none.safetensors")
