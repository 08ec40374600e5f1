// Of one token, the first words of a worker's next tile are read behind this one's products, and those of its first tile in
// front of the loop.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads{ahead=4})),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:.*]]: memref<9x8x128xi8>
    gpu.func @product(%w: memref<9x8x128xi8>, %x: memref<1x128xi8>, %s: memref<1xi32>, %f: memref<32xi32>, %from: index, %to: index, %by: index)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %out = memref.alloca() : memref<1x32xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      // CHECK: %[[ANY:.*]] = arith.cmpi ult, %[[FROM:.*]], %[[TO:.*]] : index
      // CHECK: %[[FIRST:.*]]:8 = scf.if %[[ANY]]
      // CHECK: memref.subview %[[W]][%[[FROM]], 0, 0]
      // CHECK-COUNT-2: vector.load {{.*}} vector<16xi8>
      // CHECK: else
      // CHECK: scf.yield %c0_i32, %c0_i32
      // CHECK: } {tern.first_words}
      // CHECK: scf.for %[[TILE:.*]] = %[[FROM]] to %[[TO]] step %[[BY:.*]] iter_args(%[[WORD:.*]] = %[[FIRST]]#0, {{.*}} = %[[FIRST]]#7)
      // CHECK-NOT: memref<9x8x128xi8>
      // CHECK-COUNT-32: trit.dot_word
      // CHECK: %[[NEXT:.*]] = arith.addi %[[TILE]], %[[BY]]
      // CHECK: %[[MORE:.*]] = arith.cmpi ult, %[[NEXT]], %[[TO]]
      // CHECK: %[[WORDS:.*]]:8 = scf.if %[[MORE]]
      // CHECK: memref.subview %[[W]][%[[NEXT]], 0, 0]
      // CHECK-COUNT-2: vector.load {{.*}} vector<16xi8>
      // CHECK: memref.store
      // CHECK: scf.yield %[[WORDS]]#0, {{.*}}, %[[WORDS]]#7
      scf.for %tile = %from to %to step %by {
        %packed = memref.subview %w[%tile, 0, 0] [1, 8, 128] [1, 1, 1] : memref<9x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
        trit.mmt ins(%x, %s, %packed : memref<1x128xi8>, memref<1xi32>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>) outs(%out : memref<1x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %t] : memref<1x32xi32>
        memref.store %y, %f[%t] : memref<32xi32>
      }
      gpu.return
    }
  }
}
