// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-threads,tern-place-barriers)),canonicalize,cse)' %s | FileCheck %s

// Two warps, two heads of 16 features: of a batch of 32 positions a thread reads four positions of two features, and four
// features of two positions.
module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @attend
    // CHECK-SAME: %[[Q:.*]]: memref<1x2x16xf32>, %[[K:.*]]: memref<4x16x64xi8>, %[[V:.*]]: memref<200x16xi8>, %[[KS:.*]]: memref<256xf32>, %[[VS:.*]]: memref<256xf32>, %[[Y:.*]]: memref<1x2x16xf32>, %[[M:.*]]: memref<1x2xf32>, %[[S:.*]]: memref<1x2xf32>, %[[BEGIN:.*]]: index, %[[END:.*]]: index, %[[N:.*]]: index
    gpu.func @attend(%q: memref<1x2x16xf32>, %k: memref<4x16x64xi8>, %v: memref<200x16xi8>, %ks: memref<256xf32>, %vs: memref<256xf32>,
                     %y: memref<1x2x16xf32>, %m: memref<1x2xf32>, %s: memref<1x2xf32>, %begin: index, %end: index, %n: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // CHECK-DAG: %[[TID:.*]] = gpu.thread_id  x
      // CHECK-DAG: %[[LANE:.*]] = arith.andi %[[TID]], %c31
      // CHECK-DAG: %[[QUERIES:.*]] = memref.alloca() {tern.ordered} : memref<32xf32>
      // CHECK-DAG: %[[SEEN:.*]] = arith.minui %[[END]], %[[N]]

      // The first batch is on the way before anything else: keys, scales, values, of which a row that the token does not see
      // is replaced by the last that it does.
      // CHECK: gpu.barrier
      // CHECK-COUNT-2: vector.load %[[K]]{{.*}} : memref<4x16x64xi8>, vector<4xi8>
      // CHECK: memref.load %[[KS]]
      // CHECK: memref.load %[[VS]]
      // CHECK: arith.minui
      // CHECK-COUNT-2: vector.load %[[V]]{{.*}} : memref<200x16xi8>, vector<4xi8>
      // CHECK-NOT: trit.sync_lanes
      // CHECK: memref.store %{{.*}}, %[[QUERIES]]
      // CHECK: gpu.barrier

      // The next one is read while this is computed.
      // CHECK: scf.for %[[FIRST:.*]] = %[[BEGIN]] to %[[END]] step %c32
      // CHECK: %[[NEXT:.*]] = arith.addi %[[FIRST]], %c32
      // CHECK: %[[MORE:.*]] = arith.cmpi ult, %[[NEXT]], %[[END]]
      // CHECK: scf.if %[[MORE]]
      // CHECK-COUNT-2: vector.load %[[K]]

      // Four threads of a warp have the same positions: three exchanges a head. Then warps meet.
      // CHECK-COUNT-6: gpu.shuffle  xor
      // CHECK: gpu.barrier
      // A warp has a head, a lane a position: the largest score and the sum of weights in five exchanges each.
      // CHECK: arith.mulf
      // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : f32
      // CHECK-COUNT-5: gpu.shuffle  xor
      // CHECK: math.exp
      // CHECK-COUNT-5: gpu.shuffle  xor
      // CHECK: gpu.barrier
      // CHECK-NOT: gpu.shuffle
      // CHECK: scf.yield

      // Rows of values meet at the end.
      // CHECK-DAG: memref.store %{{.*}}, %[[M]]
      // CHECK-DAG: memref.store %{{.*}}, %[[S]]
      // CHECK: gpu.barrier
      // CHECK-COUNT-16: memref.load
      // CHECK: memref.store %{{.*}}, %[[Y]]
      // CHECK-NOT: tern.attend
      tern.attend ins(%q, %k, %v : memref<1x2x16xf32>, memref<4x16x64xi8>, memref<200x16xi8>)
                  scales(%ks, %vs : memref<256xf32>, memref<256xf32>)
                  outs(%y, %m, %s : memref<1x2x16xf32>, memref<1x2xf32>, memref<1x2xf32>)
                  positions(%begin, %end) visible %n scale 2.500000e-01
      gpu.return
    }
  }
}
