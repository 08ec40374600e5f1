// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-rows-to-threads)))' --verify-diagnostics %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // What a warp's lanes do, whose numbers are those of threads, two warps would do as one of 64.
    // expected-error @+1 {{'row_and_lanes' must do nothing besides its row, which several subgroups share, but products}}
    gpu.func @row_and_lanes(%x: memref<1x1024xf32>, %q: memref<1x1024xi8>, %s: memref<1xf32>, %n: memref<1xi32>, %y: memref<32xf32>)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      tern.quantize_row ins(%x : memref<1x1024xf32>) outs(%q, %s, %n : memref<1x1024xi8>, memref<1xf32>, memref<1xi32>)
      %lane = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %a = memref.load %x[%c0, %lane] : memref<1x1024xf32>
      memref.store %a, %y[%lane] : memref<32xf32>
      gpu.return
    }
  }
}
