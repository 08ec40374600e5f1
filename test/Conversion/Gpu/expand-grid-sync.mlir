// Workgroups meet by a counter and a generation, in the device's scope: one thread of each, between barriers of its
// workgroup. The generation is read before the addition.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(tern-expand-grid-sync))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    gpu.func @step(%sync: memref<16xi32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      // CHECK: gpu.barrier
      // CHECK: %[[FIRST:.*]] = arith.cmpi eq
      // CHECK: scf.if %[[FIRST]]
      // CHECK-DAG: %[[COUNT:.*]] = llvm.getelementptr %{{.*}}[0]
      // CHECK-DAG: %[[GENERATION:.*]] = llvm.getelementptr %{{.*}}[4]
      // CHECK: %[[NOW:.*]] = llvm.load %[[GENERATION]] atomic syncscope("agent") monotonic
      // CHECK: %[[BEFORE:.*]] = llvm.atomicrmw add %[[COUNT]], %{{.*}} syncscope("agent") acq_rel
      // CHECK: gpu.grid_dim
      // CHECK: scf.if
      // CHECK: llvm.store %{{.*}}, %[[COUNT]] atomic syncscope("agent") monotonic
      // CHECK: %[[NEXT:.*]] = arith.addi %[[NOW]]
      // CHECK: llvm.store %[[NEXT]], %[[GENERATION]] atomic syncscope("agent") release
      // CHECK: else
      // CHECK: scf.while
      // CHECK: %[[READ:.*]] = llvm.load %[[GENERATION]] atomic syncscope("agent") acquire
      // CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[READ]], %[[NOW]]
      // CHECK: scf.condition(%[[SAME]])
      // CHECK: trit.pause
      // CHECK: gpu.barrier
      // CHECK-NOT: trit.sync_grid
      trit.sync_grid %sync : memref<16xi32>
      gpu.return
    }
  }
}
