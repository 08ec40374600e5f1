// Indices have 32 bits, a workgroup 16 KiB. What kernels see of the weights has been checked before.
// RUN: tern-opt --convert-kernels-to-spirv --split-input-file --verify-diagnostics %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // expected-error @+1 {{buffer 'kv' has 4294967296 bytes; for Vulkan expected less than 4294967296}}
    gpu.func @large(%w: memref<8589934592xi8>, %a: memref<4096xi8>, %k: memref<4294967296xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // expected-error @+1 {{'scratch' needs 16388 bytes of a workgroup's memory, expected at most 16384}}
    gpu.func @scratch(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>)
        workgroup(%g : memref<4097xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      gpu.return
    }
  }
}
