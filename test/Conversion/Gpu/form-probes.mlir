// Kernels that measure the device, by the instructions that its stages have: whatever a round computes, the next one needs.
// RUN: tern-opt --tern-form-probes='workgroups=4 threads=64' -split-input-file -verify-diagnostics %s | FileCheck %s

// CHECK: module attributes
// CHECK-SAME: tern.probes = [
// CHECK-SAME: {function = "probe_read", kind = "read", work = 8192 : i64, workgroup = 64 : i64, workgroups = 4 : i64}
// CHECK-SAME: {function = "probe_dot", kind = "dot", work = 16384 : i64, workgroup = 64 : i64, workgroups = 4 : i64}
// CHECK-SAME: {function = "probe_matrix", kind = "matrix", work = 131072 : i64, workgroup = 64 : i64, workgroups = 4 : i64}
module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  // CHECK: gpu.func @probe_read({{.*}}, %[[ROUNDS:.*]]: index) kernel attributes {known_block_size = array<i32: 64, 1, 1>}
  // CHECK: scf.for %{{.*}} = %{{.*}} to %[[ROUNDS]] step
  // CHECK-COUNT-8: memref.load %{{.*}} : memref<{{.*}}xvector<4xi32>>
  // CHECK-NOT: memref.load
  // CHECK: memref.store %{{.*}} : memref<256xvector<4xi32>>
  // CHECK: gpu.func @probe_dot
  // CHECK: scf.for
  // CHECK-COUNT-64: trit.dot_word
  // CHECK-NOT: trit.dot_word
  // CHECK: gpu.func @probe_matrix
  // CHECK: scf.for
  // CHECK-COUNT-16: trit.mma_words mma_16x8x32
  // CHECK-NOT: trit.mma_words
  gpu.module @kernels {
  }
}

// -----

// CHECK-LABEL: module @vulkan
// CHECK: gpu.func @probe_dot
// CHECK-NOT: probe_matrix
module @vulkan attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
  }
}
