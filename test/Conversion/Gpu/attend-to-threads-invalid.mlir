// RUN: tern-opt --verify-diagnostics --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-threads)))' %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    gpu.func @attend(%q: memref<2x2x16xf32>, %k: memref<4x16x64xf32>, %v: memref<200x16xf32>, %y: memref<2x2x16xf32>,
                     %m: memref<2x2xf32>, %s: memref<2x2xf32>, %n: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      %c0 = arith.constant 0 : index
      // expected-error @below {{must be of one token on buffers, its features whole words and its blocks of keys whole batches of 32 positions}}
      tern.attend ins(%q, %k, %v : memref<2x2x16xf32>, memref<4x16x64xf32>, memref<200x16xf32>)
                  outs(%y, %m, %s : memref<2x2x16xf32>, memref<2x2xf32>, memref<2x2xf32>)
                  positions(%c0, %n) visible %n scale 2.500000e-01
      gpu.return
    }
  }
}
