// Who arrives adds one to a counter in the device's scope; the last makes it zero again. For NVIDIA fences release and acquire.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(tern-expand-grid-sync))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @arrive
    // CHECK-SAME: %[[COUNTERS:.*]]: memref<8xi32>, %[[AT:.*]]: index, %[[COUNT:.*]]: index
    gpu.func @arrive(%counters: memref<8xi32>, %at: index, %count: index, %to: memref<1xi1>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      // CHECK: %[[BYTES:.*]] = arith.muli %[[AT]], %c4
      // CHECK: %[[COUNTER:.*]] = llvm.getelementptr
      // CHECK: llvm.fence syncscope("device") acq_rel
      // CHECK: %[[BEFORE:.*]] = llvm.atomicrmw add %[[COUNTER]], %c1_i32 syncscope("device") acq_rel
      // CHECK: llvm.fence syncscope("device") acq_rel
      // CHECK: %[[COME:.*]] = arith.addi %[[BEFORE]], %c1_i32
      // CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[COME]]
      // CHECK: scf.if %[[LAST]]
      // CHECK: llvm.store %c0_i32, %[[COUNTER]] atomic syncscope("device") monotonic
      // CHECK: memref.store %[[LAST]]
      %last = trit.arrive %counters[%at] of %count : memref<8xi32>
      memref.store %last, %to[%c0] : memref<1xi1>
      gpu.return
    }
  }
}
