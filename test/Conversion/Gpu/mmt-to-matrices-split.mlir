// Products of a loop whose columns two waves split: each multiplies blocks of its own for both products, and gives the other what it
// has of all sums. With the first product the first wave goes on, with the second the other, each with scratch of its own.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads)),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    gpu.func @product(%w: memref<1x32x128xi8>, %x: memref<64x512xi8>, %s: memref<64xi32>, %f: memref<64x32xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // CHECK-DAG: %[[TID:.*]] = gpu.thread_id  x
      // CHECK-DAG: %[[LANE:.*]] = arith.andi %[[TID]], %c31
      // CHECK-DAG: %[[WAVE:.*]] = arith.divui %[[TID]], %c32
      // Of two waves, two products, and 16 tokens of 33 words.
      // CHECK-DAG: %[[EXCHANGE:.*]] = memref.alloca() : memref<2112xi32>
      // CHECK-DAG: %[[SCRATCH:.*]] = memref.alloca() : memref<32x33xi32>
      %out = memref.alloca() : memref<16x32xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c16 = arith.constant 16 : index
      // CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c1
      scf.for %token = %c0 to %n step %c1 {
        %tile = memref.subview %x[%token, 0] [16, 512] [1, 1] : memref<64x512xi8> to memref<16x512xi8, strided<[512, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        %next = arith.addi %token, %c16 : index
        %tile1 = memref.subview %x[%next, 0] [16, 512] [1, 1] : memref<64x512xi8> to memref<16x512xi8, strided<[512, 1], offset: ?>>
        %sums1 = memref.subview %s[%next] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        // CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[WAVE]], %c0
        // CHECK: trit.mma_words
        // CHECK: gpu.barrier
        // CHECK-COUNT-32: memref.store %{{.*}}, %[[EXCHANGE]]
        // CHECK-NOT: memref.store
        // CHECK: gpu.barrier
        // CHECK: scf.if %[[FIRST]] {
        // CHECK: memref.load %[[EXCHANGE]][%[[LANE]]]
        // CHECK: memref.load %[[EXCHANGE]]
        // CHECK-COUNT-16: memref.store {{.*}} {tern.owned}
        // CHECK: }
        // CHECK: scf.if %[[FIRST]] {
        // CHECK: memref.store %{{.*}}, %arg3
        trit.mmt ins(%tile, %sums, %w : memref<16x512xi8, strided<[512, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x32x128xi8>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %t] : memref<16x32xi32>
        memref.store %y, %f[%token, %t] : memref<64x32xi32>
        // CHECK: %[[SECOND:.*]] = arith.cmpi eq, %[[WAVE]], %c1
        // CHECK: scf.if %[[SECOND]] {
        // CHECK-COUNT-16: memref.store {{.*}} {tern.owned}
        // CHECK: scf.if %[[SECOND]] {
        // CHECK: memref.store %{{.*}}, %arg3
        trit.mmt ins(%tile1, %sums1, %w : memref<16x512xi8, strided<[512, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x32x128xi8>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %z = memref.load %out[%c0, %t] : memref<16x32xi32>
        memref.store %z, %f[%next, %t] : memref<64x32xi32>
      } {tern.split}
      gpu.return
    }
  }
}
