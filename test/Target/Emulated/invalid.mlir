// What no thread of the host can do is refused by name.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-threads))' -split-input-file -verify-diagnostics %s

gpu.module @kernels {
  gpu.func @kernel() kernel {
    // expected-error@+1 {{cannot be emulated}}
    %t = gpu.thread_id y
    gpu.return
  }
}

// -----

gpu.module @kernels {
  gpu.func @kernel(%a: memref<1xi1>) kernel {
    %c0 = arith.constant 0 : index
    %x = arith.constant 1.0 : f32
    %l = arith.constant 5 : i32
    %w = arith.constant 16 : i32
    // expected-error@+1 {{must be of at most 64 bits and width 32, and its validity unused}}
    %g, %v = gpu.shuffle idx %x, %l, %w : f32
    memref.store %v, %a[%c0] : memref<1xi1>
    gpu.return
  }
}
