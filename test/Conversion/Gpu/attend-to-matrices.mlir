// The warps of a workgroup, here one and two, attend with eight rows each to 128 positions at a time. A chunk's keys and values
// are transposed on their way to the workgroup's memory: values are read behind the scores, and the next keys behind the weights, so
// that registers hold one of them at a time. Scores of 64 features are, twice, two steps of four matrices of keys and two digits. The two rows that a thread then has are a loop; weights, whose
// exponents come of no conversion, go through memory, 16 a thread and row. Values are four steps of 32 positions, multiplied with eight columns of features.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-matrices)),canonicalize,cse)' --split-input-file --verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @attention
    // CHECK-SAME: %[[Q:.*]]: memref<?x4x64xf32>, %[[K:.*]]: memref<2x64x64xi8>, %[[V:.*]]: memref<128x64xi8>
    gpu.func @attention(%q: memref<?x4x64xf32>, %k: memref<2x64x64xi8>, %v: memref<128x64xi8>, %ks: memref<128xf32>, %vs: memref<128xf32>,
                        %y: memref<?x4x64xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      // CHECK: %[[WEIGHTS:.*]] = memref.alloca() {tern.ordered} : memref<1x8x17xvector<4xi32>>
      // CHECK: %[[KEYS:.*]] = memref.alloca() {tern.ordered} : memref<512xvector<4xi32>>
      // CHECK: %[[VALUES:.*]] = memref.alloca() {tern.ordered} : memref<512xvector<4xi32>>
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c8
      // CHECK-COUNT-32: vector.load %[[K]]{{.*}} vector<8xi8>
      // CHECK-COUNT-4: vector.load %[[Q]]{{.*}} vector<4xf32>
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c128
      // CHECK-NOT: vector.load
      // CHECK: vector.load {{.*}} vector<4xf32>
      // CHECK-NOT: vector.load {{.*}} vector<8xi8>
      // CHECK-COUNT-16: memref.store %{{.*}}, %[[KEYS]]
      // CHECK: gpu.barrier
      // CHECK: memref.load %[[KEYS]]
      // CHECK-COUNT-32: trit.mma_words mma_16x8x32
      // CHECK-NOT: trit.mma_words
      // CHECK-COUNT-32: vector.load %[[V]]{{.*}} vector<8xi8>
      // CHECK-NOT: vector.load
      // CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
      // CHECK-COUNT-16: arith.shli %{{.*}}, %c23_i32
      // CHECK-COUNT-2: memref.store %{{.*}}, %[[WEIGHTS]]
      // CHECK: llvm.loop_annotation
      // CHECK-COUNT-32: vector.load %[[K]]{{.*}} vector<8xi8>
      // CHECK-COUNT-16: memref.store %{{.*}}, %[[VALUES]]
      // CHECK: gpu.barrier
      // CHECK: memref.load %[[WEIGHTS]]
      // CHECK: memref.load %[[VALUES]]
      // CHECK-COUNT-32: trit.mma_words mma_16x8x32
      // CHECK-NOT: trit.mma_words
      // CHECK: scf.yield
      // CHECK-COUNT-16: arith.divf
      // CHECK-NOT: tern.attend
      tern.attend ins(%q, %k, %v : memref<?x4x64xf32>, memref<2x64x64xi8>, memref<128x64xi8>)
                  scales(%ks, %vs : memref<128xf32>, memref<128xf32>)
                  outs(%y, %m, %s : memref<?x4x64xf32>, memref<2x4xf32>, memref<2x4xf32>)
                  positions(%c0, %end) visible %seen scale 1.250000e-01 normalize
      gpu.return
    }

    // What lies behind the end of caches of 80 positions is not read.
    // CHECK-LABEL: gpu.func @partial
    // CHECK: %[[BLOCK:.*]] = arith.minui %{{.*}}, %c4
    // CHECK: vector.load %{{.*}}[%[[BLOCK]], {{.*}} : memref<5x40x16xi8>, vector<8xi8>
    // CHECK: scf.for %{{.*}} step %c128
    // CHECK: %[[POSITION:.*]] = arith.minui %{{.*}}, %c79
    // CHECK: vector.load %{{.*}}[%[[POSITION]], {{.*}} : memref<80x40xi8>, vector<8xi8>
    // Of 80 blocks of bytes the last 16 are those of half of the threads.
    // CHECK: scf.if
    // CHECK-NEXT: memref.store
    gpu.func @partial(%q: memref<?x3x40xf32>, %k: memref<5x40x16xi8>, %v: memref<80x40xi8>, %ks: memref<128xf32>, %vs: memref<128xf32>,
                      %y: memref<?x3x40xf32>, %m: memref<2x3xf32>, %s: memref<2x3xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      tern.attend ins(%q, %k, %v : memref<?x3x40xf32>, memref<5x40x16xi8>, memref<80x40xi8>)
                  scales(%ks, %vs : memref<128xf32>, memref<128xf32>)
                  outs(%y, %m, %s : memref<?x3x40xf32>, memref<2x3xf32>, memref<2x3xf32>)
                  positions(%c0, %end) visible %seen scale 1.250000e-01 normalize
      gpu.return
    }

    // Warps have eight rows each, and a part of the workgroup's weights.
    // CHECK-LABEL: gpu.func @two_warps
    // CHECK: memref.alloca() {tern.ordered} : memref<2x8x17xvector<4xi32>>
    // CHECK: %[[WARP:.*]] = arith.divui %{{.*}}, %c32
    // CHECK: scf.for %[[FIRST:.*]] = %c0 to %{{.*}} step %c16
    // CHECK: %[[ROWS:.*]] = arith.muli %[[WARP]], %c8
    // CHECK: arith.addi %[[FIRST]], %[[ROWS]]
    // CHECK-COUNT-16: vector.load {{.*}} memref<2x64x64xi8>
    gpu.func @two_warps(%q: memref<?x4x64xf32>, %k: memref<2x64x64xi8>, %v: memref<128x64xi8>,
                        %y: memref<?x4x64xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      %c0 = arith.constant 0 : index
      tern.attend ins(%q, %k, %v : memref<?x4x64xf32>, memref<2x64x64xi8>, memref<128x64xi8>)
                  outs(%y, %m, %s : memref<?x4x64xf32>, memref<2x4xf32>, memref<2x4xf32>)
                  positions(%c0, %end) visible %seen scale 1.250000e-01 normalize
      gpu.return
    }

    // Memory for keys and values of 256 features: a workgroup that has 48 KiB keeps one after the other, between four barriers.
    // CHECK-LABEL: gpu.func @wide
    // CHECK: memref.alloca() {tern.ordered} : memref<4x8x17xvector<4xi32>>
    // CHECK: memref.alloca() {tern.ordered} : memref<2048xvector<4xi32>>
    // CHECK-NOT: memref.alloca
    // CHECK-COUNT-4: gpu.barrier
    // CHECK-NOT: gpu.barrier
    // CHECK-LABEL: gpu.return
    gpu.func @wide(%q: memref<?x4x256xf32>, %k: memref<2x256x64xi8>, %v: memref<128x256xi8>,
                   %y: memref<?x4x256xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      %c0 = arith.constant 0 : index
      tern.attend ins(%q, %k, %v : memref<?x4x256xf32>, memref<2x256x64xi8>, memref<128x256xi8>)
                  outs(%y, %m, %s : memref<?x4x256xf32>, memref<2x4xf32>, memref<2x4xf32>)
                  positions(%c0, %end) visible %seen scale 6.250000e-02 normalize
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    gpu.func @part_of_a_warp(%q: memref<?x4x64xf32>, %k: memref<2x64x64xi8>, %v: memref<128x64xi8>,
                        %y: memref<?x4x64xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 48, 1, 1>} {
      %c0 = arith.constant 0 : index
      // expected-error @+1 {{of many tokens must be on buffers, normalized, its values rows, in a kernel of warps of 32 threads}}
      tern.attend ins(%q, %k, %v : memref<?x4x64xf32>, memref<2x64x64xi8>, memref<128x64xi8>)
                  outs(%y, %m, %s : memref<?x4x64xf32>, memref<2x4xf32>, memref<2x4xf32>)
                  positions(%c0, %end) visible %seen scale 1.250000e-01 normalize
      gpu.return
    }
  }
}
