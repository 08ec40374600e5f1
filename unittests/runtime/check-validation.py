"""Runs the tests of devices, but those of the tool, whose output they read, under Vulkan's validation layer, which must have nothing to say, also of hazards.

Usage: check-validation.py DEVICE_TESTS
"""
import os
import re
import subprocess
import sys
import tempfile

SETTINGS = """\
khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG
khronos_validation.report_flags = error,warn,perf,info
khronos_validation.enables = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT
"""
ACTIVE = "Khronos Validation Layer Active"


def messages(binary, arguments):
    """What the layer says, but that it is there."""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "vk_layer_settings.txt"), "w") as file:
            file.write(SETTINGS)
        environment = dict(os.environ, VK_INSTANCE_LAYERS="VK_LAYER_KHRONOS_validation", VK_LAYER_SETTINGS_PATH=directory)
        result = subprocess.run([binary, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        sys.exit(f"{result.stdout}\n{binary} failed")
    if ACTIVE not in result.stdout:
        sys.exit(f"{result.stdout}\nthe validation layer was not there")
    return [line for line in result.stdout.splitlines() if re.search(r"VUID|SYNC-|UNASSIGNED", line) and ACTIVE not in line]


def main():
    binary = sys.argv[1]
    found = messages(binary, ["--gtest_brief=1", "--gtest_filter=-DeviceTool*"])
    if found:
        sys.exit("\n".join(found))
    # The check itself: it hears of a mistake.
    misuse = ["--gtest_also_run_disabled_tests", "--gtest_filter=*DISABLED_Misuse"]
    if not any("VUID" in line for line in messages(binary, misuse)):
        sys.exit("the validation layer said nothing of a mistake")


main()
