"""How lit runs Tern's tests. Sources and build folders come from lit.site.cfg.py."""

import os
import shutil

import lit.formats

config.name = "tern"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
# Cross has a test of CTest to itself, which builds what it runs before.
config.excludes = ["Inputs", "Cross"]
config.test_source_root = config.tern_source_dir + "/test"
config.test_exec_root = config.tern_binary_dir + "/test"

config.environment["PATH"] = ":".join(
    [config.tern_binary_dir + "/bin", config.llvm_tools_dir, config.environment["PATH"]]
)
config.substitutions += [
    ("%python", config.python),
    ("%{tern_bin}", config.tern_binary_dir + "/bin"),
    ("%{tern_build}", config.tern_binary_dir),
    ("%{tern_lib}", config.tern_binary_dir + "/lib"),
    ("%cross", config.tern_source_dir + "/build-cross"),
    ("%docs", config.tern_source_dir + "/docs"),
    ("%examples", config.tern_source_dir + "/examples"),
    ("%emulator", config.tern_binary_dir + "/emulator"),
    ("%tsan", config.tsan),
    ("%models", config.tern_source_dir + "/models"),
    ("%inputs", config.test_source_root + "/Inputs"),
    ("%integration", config.test_source_root + "/Integration"),
]

# CUDA's assembler, where ternc finds it.
ptxas = shutil.which("ptxas") or os.environ.get("CUDA_HOME", "/usr/local/cuda") + "/bin/ptxas"
if os.access(ptxas, os.X_OK):
    config.available_features.add("ptxas")
    config.substitutions.append(("%ptxas", ptxas))
