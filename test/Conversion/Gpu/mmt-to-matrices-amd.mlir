// MFMA of CDNA takes 64 threads: two subgroups are a wave, which takes units by itself. Its first subgroup goes on
// with what all have written, and they wait for it before they write again. Of eight tokens a matrix has them twice, and what
// it computes of the second copy nobody stores.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads,tern-place-barriers)),canonicalize,cse)' -split-input-file %s | FileCheck %s

module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:.*]]: memref<1x16x128xi8>, %[[X:.*]]: memref<64x256xi8>
    gpu.func @product(%w: memref<1x16x128xi8>, %x: memref<64x256xi8>, %s: memref<64xi32>, %f: memref<64x32xi32>, %n: index,
                      %u: index)
        kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      // CHECK-DAG: %[[TID:.*]] = gpu.thread_id  x
      // CHECK-DAG: %[[GROUP:.*]] = arith.divui %[[TID]], %c64
      // CHECK-DAG: %[[NUMBER:.*]] = arith.index_cast %[[GROUP]] : index to i32
      // CHECK-DAG: %[[SAME:.*]] = gpu.subgroup_broadcast %[[NUMBER]], first_active_lane : i32
      // CHECK-DAG: %[[WAVE:.*]] = arith.index_castui %[[SAME]]
      // CHECK-DAG: %[[EXCHANGE:.*]] = memref.alloca() : memref<1024xi32>
      %out = memref.alloca() : memref<16x32xi32>
      %out8 = memref.alloca() : memref<8x32xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c8 = arith.constant 8 : index
      // CHECK: %[[LANE:.*]] = arith.andi %[[TID]], %c63
      // CHECK: %[[HALF:.*]] = arith.cmpi ult, %[[LANE]], %c32
      // CHECK: scf.for %{{.*}} = %[[WAVE]] to %{{.*}} step %c2
      scf.for %token = %c0 to %n step %c1 {
        %tile = memref.subview %x[%token, 0] [16, 256] [1, 1] : memref<64x256xi8> to memref<16x256xi8, strided<[256, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        // CHECK-COUNT-4: vector.load %[[W]]{{.*}} vector<8xi8>
        // CHECK-COUNT-16: trit.mma_words mfma_16x16x32
        // CHECK-COUNT-8: memref.store
        trit.mmt ins(%tile, %sums, %w : memref<16x256xi8, strided<[256, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x16x128xi8>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        // CHECK-NEXT: trit.sync_lanes {lanes = 64 : i32}
        // CHECK-NEXT: scf.if %[[HALF]] {
        // CHECK-NOT: trit.sync_lanes
        // CHECK: }
        // CHECK-NEXT: trit.sync_lanes {lanes = 64 : i32}
        %y = memref.load %out[%c0, %t] : memref<16x32xi32>
        memref.store %y, %f[%token, %t] : memref<64x32xi32>
      } {tern.shared}
      scf.for %token = %c0 to %n step %c8 {
        %tile = memref.subview %x[%token, 0] [8, 256] [1, 1] : memref<64x256xi8> to memref<8x256xi8, strided<[256, 1], offset: ?>>
        %sums = memref.subview %s[%token] [8] [1] : memref<64xi32> to memref<8xi32, strided<[1], offset: ?>>
        // CHECK: %[[PART:.*]] = arith.remui %[[LANE]], %c16
        // CHECK: %[[TOKEN:.*]] = arith.remui %[[PART]], %c8
        // CHECK: vector.load %{{.*}}[%[[TOKEN]], %{{.*}}] {{.*}}vector<16xi8>
        // CHECK-COUNT-16: trit.mma_words mfma_16x16x32
        // CHECK: %[[EXISTS:.*]] = arith.cmpi ult, %[[PART]], %c8
        // CHECK: gpu.barrier
        // CHECK: scf.if %[[EXISTS]] {
        // CHECK: memref.store %{{.*}}, %[[EXCHANGE]]
        trit.mmt ins(%tile, %sums, %w : memref<8x256xi8, strided<[256, 1], offset: ?>>, memref<8xi32, strided<[1], offset: ?>>, memref<1x16x128xi8>)
            outs(%out8 : memref<8x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out8[%c0, %t] : memref<8x32xi32>
        memref.store %y, %f[%token, %t] : memref<64x32xi32>
      }
      gpu.return
    }
  }
}

// -----

// WMMA of RDNA takes 32 threads, each half of which reads the same.
module attributes {trit.target = #trit.target<"amd-gfx1100", triple = "amdgcn-amd-amdhsa", features = "+gfx1100", lanes = 32, dot = "sudot4">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    gpu.func @product(%w: memref<1x8x128xi8>, %x: memref<16x128xi8>, %s: memref<16xi32>, %f: memref<16x32xi32>, %n: index, %u: index)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      // CHECK: %[[TID:.*]] = gpu.thread_id  x
      // CHECK: %[[PART:.*]] = arith.remui %{{.*}}, %c16
      // CHECK: %[[AT:.*]] = arith.muli %[[PART]], %c8
      // CHECK-COUNT-4: vector.load %{{.*}}[%c0, %{{.*}}, %[[AT]]]{{.*}} vector<8xi8>
      // CHECK-COUNT-8: trit.mma_words wmma_16x16x16
      // CHECK-COUNT-8: trit.mma_words wmma_16x16x16
      // CHECK-NOT: trit.mma_words
      trit.mmt ins(%x, %s, %w : memref<16x128xi8>, memref<16xi32>, memref<1x8x128xi8>) outs(%f : memref<16x32xi32>) layout <i2, rows = 32>
      gpu.return
    }
  }
}
