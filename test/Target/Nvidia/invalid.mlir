// More shared memory than a block has without asking is refused, not left to the driver.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm))' -verify-diagnostics %s

gpu.module @kernels {
  // expected-error @below {{'kernel' needs 49156 bytes of a workgroup's memory, expected at most 49152}}
  gpu.func @kernel() workgroup(%a : memref<12289xi32, #gpu.address_space<workgroup>>)
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    gpu.return
  }
}
