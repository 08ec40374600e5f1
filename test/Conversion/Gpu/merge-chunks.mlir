// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-threads,tern-place-barriers)),canonicalize,cse)' %s | FileCheck %s

// Two warps, one head of 64 features: a warp has 32 of them. Of up to 40 chunks a lane has the states of two.
module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @merge
    // CHECK-SAME: %[[V:.*]]: memref<40x1x64xf32>, %[[M:.*]]: memref<40x1xf32>, %[[S:.*]]: memref<40x1xf32>, %[[N:.*]]: index, %[[COUNTERS:.*]]: memref<5xi32>, %[[G:.*]]: index, %[[Y:.*]]: memref<1x1x64xf32>
    gpu.func @merge(%v: memref<40x1x64xf32>, %m: memref<40x1xf32>, %s: memref<40x1xf32>, %n: index, %counters: memref<5xi32>, %g: index,
                    %y: memref<1x1x64xf32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // Between barriers of the workgroup one thread arrives.
      // CHECK: %[[TOLD:.*]] = memref.alloca() {tern.ordered} : memref<1xi32>
      // CHECK: gpu.barrier
      // CHECK: scf.if
      // CHECK: %[[LAST:.*]] = trit.arrive %[[COUNTERS]][%[[G]]] of %[[N]]
      // CHECK: memref.store %{{.*}}, %[[TOLD]]
      // CHECK: gpu.barrier
      // CHECK: %[[IS:.*]] = memref.load %[[TOLD]]
      // CHECK: %[[MERGES:.*]] = arith.cmpi ne, %[[IS]], %c0_i32
      // CHECK: scf.if %[[MERGES]]
      // CHECK-COUNT-2: memref.load %[[M]]
      // CHECK-COUNT-5: gpu.shuffle  xor
      // CHECK-COUNT-2: math.exp
      // CHECK-COUNT-5: gpu.shuffle  xor
      // Values of eight chunks are on the way, of the first 32 chunks, then of the others.
      // CHECK: scf.for %{{.*}} step %c8
      // CHECK-COUNT-8: memref.load %[[V]]
      // CHECK-COUNT-8: gpu.shuffle  idx
      // CHECK: scf.for %{{.*}} step %c8
      // CHECK: arith.divf
      // CHECK: memref.store %{{.*}}, %[[Y]]
      tern.merge_chunks ins(%v, %m, %s : memref<40x1x64xf32>, memref<40x1xf32>, memref<40x1xf32>) of %n
                        counter %counters[%g] : memref<5xi32> outs(%y : memref<1x1x64xf32>)
      gpu.return
    }
  }
}
