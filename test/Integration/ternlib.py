"""What the integration tests share: running the tools, knowing the processor."""

import shutil
import subprocess
import sys
from pathlib import Path

# Targets and the flags of /proc/cpuinfo that a processor must have to run them.
TARGETS = {
    "x86-64-v2": {"sse4_2", "ssse3"},
    "x86-64-v3": {"avx2", "fma", "bmi2"},
    "x86-64-v3-vnni": {"avx2", "fma", "bmi2", "avx_vnni"},
    "x86-64-v4": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"},
    "x86-64-v4-vnni": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd", "avx512_vnni"},
    "x86-64-v4-vbmi": {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd", "avx512_vnni", "avx512vbmi"},
}


def runnable_targets(tern=None):
    """The targets whose code this processor runs, least first, and then, with the tool that knows them, its devices'."""
    flags = set()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            flags = set(line.split(":", 1)[1].split())
            break
    targets = [name for name, needs in TARGETS.items() if needs <= flags]
    assert targets, "this processor runs no target"
    return targets + (device_targets(tern) if tern else [])


def device_targets(tern):
    """`vulkan` if there is a device for it; a processor does, with Mesa's drivers."""
    return ["vulkan"] if "vulkan:0" in run(tern, "devices") else []


def tool(tern, target):
    """The command that runs bundles of a target; of emulated GPUs with the tests' driver (docs/gpu.md)."""
    if not target.startswith("emulated-gpu"):
        return [tern]
    drivers = Path(shutil.which(tern)).parent.parent / "emulator"
    assert (drivers / "libcuda.so.1").exists(), f"{drivers} has no libcuda.so.1"
    return ["env", f"LD_LIBRARY_PATH={drivers}", tern]


def placements(target):
    """Options of what must not change an answer: numbers of workers; a device has none."""
    return [[]] if target.startswith(("vulkan", "emulated")) else [["--threads", workers] for workers in (1, 2, 3)]


def run(*command, expect=0):
    """Runs a tool and returns what it printed; any other exit code than expected is a failure."""
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if result.returncode != expect:
        sys.exit(f"FAIL: {' '.join(map(str, command))}: exit code {result.returncode}\n{result.stderr}")
    return result.stdout


def check(condition, message):
    if not condition:
        sys.exit(f"FAIL: {message}")
