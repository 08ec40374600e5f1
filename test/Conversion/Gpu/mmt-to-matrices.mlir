// A unit of a loop that waves share: two subgroups take every other one, each with scratch of its own. Its two products are of one
// weight, whose words are read and decoded once for both: an iteration multiplies the two steps of four blocks that the one before
// it has read, and reads two. Each product's sums are written where it stood, and nothing is left to the first subgroup alone.
// Of a tile by itself subgroups share the columns and exchange their sums.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads)),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:.*]]: memref<1x25x128xi8>, %[[X:.*]]: memref<64x400xi8>
    gpu.func @product(%w: memref<1x25x128xi8>, %x: memref<64x400xi8>, %s: memref<64xi32>, %f: memref<64x32xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // CHECK-DAG: %[[TID:.*]] = gpu.thread_id  x
      // CHECK-DAG: %[[LANE:.*]] = arith.andi %[[TID]], %c31
      // CHECK-DAG: %[[SUBGROUP:.*]] = arith.divui %[[TID]], %c32
      // CHECK-DAG: %[[FIRST:.*]] = arith.cmpi ult, %[[TID]], %c32
      // CHECK-DAG: %[[EXCHANGE:.*]] = memref.alloca() : memref<512xi32>
      // CHECK-DAG: %[[SCRATCH:.*]] = memref.alloca() : memref<32x33xi32>
      %out = memref.alloca() : memref<16x32xi32>
      %out8 = memref.alloca() : memref<8x32xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c8 = arith.constant 8 : index
      %c16 = arith.constant 16 : index
      // CHECK: %[[FROM:.*]] = arith.muli %[[SUBGROUP]], %c16
      // CHECK: %[[OWN:.*]] = memref.subview %[[SCRATCH]][%[[FROM]], 0] [16, 32]
      // CHECK: scf.for %[[TOKEN:.*]] = %[[SUBGROUP]] to %{{.*}} step %c2
      scf.for %token = %c0 to %n step %c1 {
        %tile = memref.subview %x[%token, 0] [16, 400] [1, 1] : memref<64x400xi8> to memref<16x400xi8, strided<[400, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        %next = arith.addi %token, %c16 : index
        %tile1 = memref.subview %x[%next, 0] [16, 400] [1, 1] : memref<64x400xi8> to memref<16x400xi8, strided<[400, 1], offset: ?>>
        %sums1 = memref.subview %s[%next] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        // Each step's words, and activations of four times eight tokens.
        // CHECK: vector.load %[[W]]
        // CHECK-COUNT-4: vector.load %{{.*}}, vector<16xi8>
        // CHECK: vector.load %[[W]]
        // CHECK-COUNT-4: vector.load %{{.*}}, vector<16xi8>
        // CHECK: scf.for %{{.*}} = %c0 to %c16 step %c8
        // CHECK-COUNT-16: trit.mma_words mma_16x8x32
        // CHECK-NOT: trit.mma_words
        // CHECK: vector.load %[[W]]
        // CHECK-COUNT-4: vector.load %{{.*}}, vector<16xi8>
        // CHECK-COUNT-16: trit.mma_words mma_16x8x32
        // CHECK-NOT: trit.mma_words
        // CHECK: vector.load %[[W]]
        // CHECK-COUNT-4: vector.load %{{.*}}, vector<16xi8>
        // CHECK: scf.yield
        // The last that were read, and the block that is left.
        // CHECK-COUNT-32: trit.mma_words mma_16x8x32
        // CHECK: arith.cmpi ult, %{{.*}}, %c25
        // CHECK-COUNT-16: trit.mma_words mma_16x8x32
        // CHECK-NOT: trit.mma_words
        // CHECK-COUNT-16: memref.store %{{.*}}, %[[OWN]]{{.*}} {tern.owned}
        trit.mmt ins(%tile, %sums, %w : memref<16x400xi8, strided<[400, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x25x128xi8>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        // CHECK: %[[Y:.*]] = memref.load %[[OWN]][%c0, %[[LANE]]]
        // CHECK-NEXT: memref.store %[[Y]]
        %y = memref.load %out[%c0, %t] : memref<16x32xi32>
        memref.store %y, %f[%token, %t] : memref<64x32xi32>
        // CHECK-COUNT-16: memref.store %{{.*}}, %[[OWN]]{{.*}} {tern.owned}
        // CHECK-NOT: gpu.barrier
        // CHECK-NOT: scf.if
        trit.mmt ins(%tile1, %sums1, %w : memref<16x400xi8, strided<[400, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x25x128xi8>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        // CHECK: %[[Z:.*]] = memref.load %[[OWN]][%c0, %[[LANE]]]
        // CHECK-NEXT: memref.store %[[Z]]
        %z = memref.load %out[%c0, %t] : memref<16x32xi32>
        memref.store %z, %f[%next, %t] : memref<64x32xi32>
      } {tern.shared}
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c8
      scf.for %token = %c0 to %n step %c8 {
        %tile = memref.subview %x[%token, 0] [8, 400] [1, 1] : memref<64x400xi8> to memref<8x400xi8, strided<[400, 1], offset: ?>>
        %sums = memref.subview %s[%token] [8] [1] : memref<64xi32> to memref<8xi32, strided<[1], offset: ?>>
        // CHECK-COUNT-8: trit.mma_words mma_16x8x32
        // CHECK: arith.cmpi ult, %{{.*}}, %c25
        // CHECK-COUNT-8: trit.mma_words mma_16x8x32
        // CHECK: gpu.barrier
        // CHECK-COUNT-8: memref.store %{{.*}}, %[[EXCHANGE]]
        // CHECK: gpu.barrier
        // CHECK: scf.if %[[FIRST]]
        trit.mmt ins(%tile, %sums, %w : memref<8x400xi8, strided<[400, 1], offset: ?>>, memref<8xi32, strided<[1], offset: ?>>, memref<1x25x128xi8>)
            outs(%out8 : memref<8x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out8[%c0, %t] : memref<8x32xi32>
        memref.store %y, %f[%token, %t] : memref<64x32xi32>
      }
      gpu.return
    }
  }
}
