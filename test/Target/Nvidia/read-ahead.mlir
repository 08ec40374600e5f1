// What a thread asks for is a bulk copy to the second-level cache.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm),canonicalize)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK: llvm.func @ask(%[[W:[^:]*]]: {{.*}}, %[[AT:.*]]: i64, %[[BYTES:.*]]: i64)
    // CHECK-DAG: %[[PLACE:.*]] = llvm.getelementptr %[[W]][%[[AT]]]
    // CHECK-DAG: %[[GLOBAL:.*]] = llvm.addrspacecast %[[PLACE]] : !llvm.ptr to !llvm.ptr<1>
    // CHECK-DAG: %[[SIZE:.*]] = llvm.trunc %[[BYTES]] : i64 to i32
    // CHECK: nvvm.cp.async.bulk.prefetch %[[GLOBAL]], %[[SIZE]] : {{.*}}<1>
    gpu.func @ask(%w: memref<1024xi8>, %at: index, %bytes: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      trit.read_ahead %w[%at], %bytes : memref<1024xi8>
      gpu.return
    }
  }
}
