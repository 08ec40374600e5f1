// More shared memory than a block has without asking, or of compute capability 9.0 if it asks, is refused, not left to the driver.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm))' -split-input-file -verify-diagnostics %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // expected-error @below {{'kernel' needs 49156 bytes of a workgroup's memory, expected at most 49152}}
    gpu.func @kernel() workgroup(%a : memref<12289xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // expected-error @below {{'kernel' needs 232452 bytes of a workgroup's memory, expected at most 232448}}
    gpu.func @kernel() workgroup(%a : memref<58113xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      gpu.return
    }
  }
}
