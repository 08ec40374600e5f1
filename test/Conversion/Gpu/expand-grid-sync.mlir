// Workgroups meet by a counter in the device's scope, one thread of each, between barriers of its workgroup: the first adds
// 2^31 + 1 less their number, the others one, so the last turns the upper bit over, for which the others wait.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(tern-expand-grid-sync))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    gpu.func @step(%sync: memref<16xi32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      // CHECK: gpu.barrier
      // CHECK: %[[FIRST:.*]] = arith.cmpi eq
      // CHECK: scf.if %[[FIRST]]
      // CHECK: %[[COUNT:.*]] = llvm.getelementptr %{{.*}}[0]
      // CHECK: %[[BLOCKS:.*]] = arith.index_cast %grid_dim_x
      // CHECK: %[[IS_FIRST:.*]] = arith.cmpi eq
      // CHECK: %[[REST:.*]] = arith.subi %c-2147483647_i32, %[[BLOCKS]]
      // CHECK: %[[SHARE:.*]] = arith.select %[[IS_FIRST]], %[[REST]], %c1_i32
      // CHECK: %[[BEFORE:.*]] = llvm.atomicrmw add %[[COUNT]], %[[SHARE]] syncscope("agent") acq_rel
      // CHECK: %[[AFTER:.*]] = arith.addi %[[BEFORE]], %[[SHARE]]
      // CHECK: %[[CHANGED:.*]] = arith.xori %[[BEFORE]], %[[AFTER]]
      // CHECK: %[[LAST:.*]] = arith.cmpi slt, %[[CHANGED]]
      // CHECK: scf.if %[[LAST]]
      // CHECK: else
      // CHECK: scf.while
      // CHECK: %[[NOW:.*]] = llvm.load %[[COUNT]] atomic syncscope("agent") acquire
      // CHECK: %[[TURNED:.*]] = arith.xori %[[BEFORE]], %[[NOW]]
      // CHECK: %[[WAIT:.*]] = arith.cmpi sge, %[[TURNED]]
      // CHECK: scf.condition(%[[WAIT]])
      // CHECK: trit.pause
      // CHECK: gpu.barrier
      // CHECK-NOT: trit.sync_grid
      trit.sync_grid %sync : memref<16xi32>
      gpu.return
    }
  }
}
