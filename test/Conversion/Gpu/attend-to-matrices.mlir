// A warp attends with eight rows, here of two tokens, to 128 positions at a time. Scores of 64 features are two steps of eight
// matrices of keys and two digits. The two rows that a thread then has are a loop; weights go through memory, 16 a thread and
// row. Values are four steps of 32 positions, multiplied with eight columns of features.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-matrices)),canonicalize,cse)' --split-input-file --verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @attention
    // CHECK-SAME: %[[Q:.*]]: memref<?x4x64xf32>, %[[K:.*]]: memref<2x64x64xi8>, %[[V:.*]]: memref<128x64xi8>
    gpu.func @attention(%q: memref<?x4x64xf32>, %k: memref<2x64x64xi8>, %v: memref<128x64xi8>, %ks: memref<128xf32>, %vs: memref<128xf32>,
                        %y: memref<?x4x64xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      // CHECK: %[[WEIGHTS:.*]] = memref.alloca() : memref<8x17xvector<4xi32>>
      // CHECK: %[[DIGITS:.*]] = memref.alloca() : memref<2x32xvector<4xi32>>
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c8
      // CHECK-COUNT-4: vector.load %[[Q]]{{.*}} vector<4xf32>
      // CHECK-COUNT-2: memref.store %{{.*}}, %[[DIGITS]]
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c128
      // CHECK-NOT: arith.minui
      // CHECK: scf.for %[[STEP:.*]] = %c0 to %c2
      // CHECK-COUNT-8: vector.load %[[K]]{{.*}} vector<16xi8>
      // CHECK: memref.load %[[DIGITS]][%[[STEP]],
      // CHECK-COUNT-16: trit.mma_words mma_16x8x32
      // CHECK-NOT: trit.mma_words
      // CHECK: llvm.loop_annotation
      // CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
      // CHECK-COUNT-16: math.exp
      // CHECK-COUNT-2: memref.store %{{.*}}, %[[WEIGHTS]]
      // CHECK: llvm.loop_annotation
      // CHECK: scf.for %{{.*}} = %c0 to %c4
      // CHECK-COUNT-8: vector.load %[[V]]{{.*}} vector<8xi8>
      // CHECK: memref.load %[[WEIGHTS]]
      // CHECK-COUNT-8: trit.mma_words mma_16x8x32
      // CHECK-NOT: trit.mma_words
      // CHECK: llvm.loop_annotation
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
    // CHECK: scf.for %{{.*}} step %c128
    // CHECK: %[[BLOCK:.*]] = arith.minui %{{.*}}, %c4
    // CHECK: vector.load %{{.*}}[%[[BLOCK]], {{.*}} : memref<5x40x16xi8>, vector<16xi8>
    // CHECK: %[[POSITION:.*]] = arith.minui %{{.*}}, %c79
    // CHECK: vector.load %{{.*}}[%[[POSITION]], {{.*}} : memref<80x40xi8>, vector<4xi8>
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
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    gpu.func @workgroup(%q: memref<?x4x64xf32>, %k: memref<2x64x64xi8>, %v: memref<128x64xi8>,
                        %y: memref<?x4x64xf32>, %m: memref<2x4xf32>, %s: memref<2x4xf32>, %end: index, %seen: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      %c0 = arith.constant 0 : index
      // expected-error @+1 {{of many tokens must be on buffers, normalized, its values rows, in a kernel of 32 threads}}
      tern.attend ins(%q, %k, %v : memref<?x4x64xf32>, memref<2x64x64xi8>, memref<128x64xi8>)
                  outs(%y, %m, %s : memref<?x4x64xf32>, memref<2x4xf32>, memref<2x4xf32>)
                  positions(%c0, %end) visible %seen scale 1.250000e-01 normalize
      gpu.return
    }
  }
}
