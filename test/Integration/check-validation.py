"""Runs a command on Vulkan under the validation layer, which must have nothing to say, also of hazards.

Usage: check-validation.py [--finds] COMMAND...

With --finds it must have something to say: the check itself hears of a mistake.
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
# The layer's own file of what it has found valid before, which at first is not there.
NO_CACHE = "UNASSIGNED-cache-file-error"


def main():
    command = sys.argv[1:]
    finds = command[0] == "--finds"
    if finds:
        command.pop(0)
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "vk_layer_settings.txt"), "w") as file:
            file.write(SETTINGS)
        environment = dict(os.environ, VK_INSTANCE_LAYERS="VK_LAYER_KHRONOS_validation", VK_LAYER_SETTINGS_PATH=directory)
        result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        sys.exit(f"{result.stdout}\n{command[0]} failed")
    if ACTIVE not in result.stdout:
        sys.exit(f"{result.stdout}\nthe validation layer was not there")
    found = [line for line in result.stdout.splitlines()
             if re.search(r"VUID|SYNC-|UNASSIGNED", line) and ACTIVE not in line and NO_CACHE not in line]
    if finds and not any("VUID" in line for line in found):
        sys.exit("the validation layer said nothing of a mistake")
    if found and not finds:
        sys.exit("\n".join(found))


main()
