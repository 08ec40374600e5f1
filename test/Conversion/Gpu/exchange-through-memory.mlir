// Two buffers in turn; a value that a buffer holds is not written again.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(tern-exchange-through-memory)))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @exchange
    // CHECK-SAME: %[[X:.*]]: f32, %[[L:.*]]: i32)
    // CHECK-SAME: workgroup(%[[A:.*]] : memref<32xf32, #gpu.address_space<workgroup>>, %[[B:.*]] : memref<32xf32, #gpu.address_space<workgroup>>)
    gpu.func @exchange(%x: f32, %l: i32) {
      %w = arith.constant 32 : i32
      // CHECK: memref.store %[[X]], %[[A]][%thread_id_x]
      // CHECK: %[[Y:.*]] = memref.load %[[A]]
      %y, %v = gpu.shuffle idx %x, %l, %w : f32
      // CHECK-NOT: memref.store
      // CHECK: memref.load %[[A]]
      %z, %u = gpu.shuffle idx %x, %w, %w : f32
      // CHECK: memref.store %[[Y]], %[[B]]
      // CHECK: memref.load %[[B]]
      %t, %s = gpu.shuffle idx %y, %w, %w : f32
      // CHECK-NOT: gpu.shuffle
      gpu.return
    }
  }
}
