"""Checks that `tern run --prompts` gives each prompt the tokens that `tern run -p` gives it alone.

Usage: check-batch.py TERN BUNDLE...
"""

import sys
import tempfile
from pathlib import Path

from ternlib import check, run

PROMPTS = ["Once upon a time", "One day, a little girl named Lily found a needle in her room", "The fox", "Tom and his dog", "The sun was"]
SAMPLING = ["--temp", "0.8", "--seed", "3", "--repeat-penalty", "1.1", "--tokens"]

tern, *bundles = sys.argv[1:]
with tempfile.TemporaryDirectory() as directory:
    file = Path(directory) / "prompts.txt"
    # The last line needs no end, and may have another system's.
    file.write_text("\n".join(PROMPTS[:-1]) + "\r\n" + PROMPTS[-1])
    for bundle in bundles:
        for tokens in (1, 200):  # 200: until the context is full, after as many tokens as each prompt leaves room for
            count = ["-n", tokens]
            alone = [run(tern, "run", bundle, "-p", prompt, *count, *SAMPLING) for prompt in PROMPTS]
            check(len(set(alone)) == len(PROMPTS), f"{bundle}: texts do not differ: {alone}")
            for threads in (1, 3):
                together = run(tern, "run", bundle, "--prompts", file, *count, *SAMPLING, "--threads", threads)
                check(together == "".join(alone), f"{bundle}, {threads} threads: expected\n{''.join(alone)}got\n{together}")
        text = run(tern, "run", bundle, "--prompts", file, "-n", 5, "--temp", 0)
        alone = [run(tern, "run", bundle, "-p", prompt, "-n", 5, "--temp", 0) for prompt in PROMPTS]
        check(text == "\n".join(alone), f"{bundle}: expected texts with an empty line between them, got\n{text}")
