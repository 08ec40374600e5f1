// RUN: tern-opt --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads)))' %s

gpu.module @kernels {
  gpu.func @rows(%w: memref<2x2x64xi8>, %x: memref<1x32xi8>, %s: memref<1xi32>, %out: memref<1x32xi32>)
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    // expected-error @below {{must be of i2 with 32 rows, and tiled: a static number of tokens, whole row tiles}}
    trit.mmt ins(%x, %s, %w : memref<1x32xi8>, memref<1xi32>, memref<2x2x64xi8>) outs(%out : memref<1x32xi32>) layout <i2, rows = 16>
    gpu.return
  }
}
