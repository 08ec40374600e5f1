// Workgroups meet by a counter in the device's scope, one thread of each, between barriers of its workgroup: the first adds
// 2^31 + 1 less their number, the others one, so the last turns the upper bit over, for which all wait.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(tern-expand-grid-sync))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    // CHECK: gpu.func @step(%{{.*}}: memref<16xi32>, %[[THREAD:.*]]: index, %[[BLOCK:.*]]: index, %[[BLOCKS:.*]]: index)
    gpu.func @step(%sync: memref<16xi32>, %thread: index, %block: index, %blocks: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      // CHECK: gpu.barrier
      // CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[THREAD]], %c0
      // CHECK: %[[BEFORE:.*]] = scf.if %[[FIRST]]
      // CHECK: %[[COUNT:.*]] = llvm.getelementptr %{{.*}}[0]
      // CHECK: %[[OWN:.*]] = llvm.load %[[COUNT]] atomic syncscope("agent") monotonic
      // CHECK: %[[NUMBER:.*]] = arith.index_cast %[[BLOCK]]
      // CHECK: %[[ALL:.*]] = arith.index_cast %[[BLOCKS]]
      // CHECK: %[[IS_FIRST:.*]] = arith.cmpi eq, %[[NUMBER]]
      // CHECK: %[[REST:.*]] = arith.subi %c-2147483647_i32, %[[ALL]]
      // CHECK: %[[SHARE:.*]] = arith.select %[[IS_FIRST]], %[[REST]], %c1_i32
      // CHECK: llvm.atomicrmw add %[[COUNT]], %[[SHARE]] syncscope("agent") acq_rel
      // CHECK: scf.yield %[[OWN]]
      // CHECK: scf.if %[[FIRST]]
      // CHECK: %[[COUNT:.*]] = llvm.getelementptr %{{.*}}[0]
      // CHECK: scf.while
      // CHECK: %[[NOW:.*]] = llvm.load %[[COUNT]] atomic syncscope("agent") acquire
      // CHECK: %[[TURNED:.*]] = arith.xori %[[BEFORE]], %[[NOW]]
      // CHECK: %[[WAIT:.*]] = arith.cmpi sge, %[[TURNED]]
      // CHECK: scf.condition(%[[WAIT]])
      // CHECK: trit.pause
      // CHECK: gpu.barrier
      // CHECK-NOT: trit.sync_grid
      trit.sync_grid %sync[%thread, %block of %blocks] : memref<16xi32>
      gpu.return
    }

    // What threads do meanwhile stands behind the addition, and no barrier in front of it.
    // CHECK-LABEL: gpu.func @meanwhile
    // CHECK: llvm.atomicrmw
    // CHECK-NOT: gpu.barrier
    // CHECK: memref.store
    // CHECK-NOT: gpu.barrier
    // CHECK: scf.while
    gpu.func @meanwhile(%sync: memref<16xi32>, %thread: index, %block: index, %blocks: index, %to: memref<1xi32>, %value: i32) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      trit.sync_grid %sync[%thread, %block of %blocks] : memref<16xi32> meanwhile {
        memref.store %value, %to[%c0] : memref<1xi32>
      }
      gpu.return
    }
  }
}
