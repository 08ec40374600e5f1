// Products of many tokens and of columns enough that each of four waves has an iteration of them: a unit of 32 tokens and two row
// tiles is all of a workgroup's. Its four products stand in one body, in which waves go on with one each.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(tern-spread-tokens),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  // CHECK-LABEL: func.func private @prefill.product
  func.func private @prefill.product(%w: memref<12x32x128xi8>, %x: memref<64x512xi8>, %s: memref<64xi32>, %f: memref<64x384xi32>,
                                     %worker: index, %workers: index, %live: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c12 = arith.constant 12 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %out = memref.alloca() : memref<16x32xi32>
    %a = arith.muli %worker, %c12 : index
    %begin = arith.divui %a, %workers : index
    %next = arith.addi %worker, %c1 : index
    %b = arith.muli %next, %c12 : index
    %end = arith.divui %b, %workers : index
    // Six units of each 32 tokens.
    // CHECK: %[[PAIRS:.*]] = arith.divui %{{.*}}, %c32
    // CHECK: arith.muli %[[PAIRS]], %c6
    // CHECK: scf.for %[[TILE:.*]] = %{{.*}} to %{{.*}} step %c1
    // CHECK: %[[UNIT:.*]] = arith.remui %[[TILE]], %c6
    // CHECK: arith.muli %[[UNIT]], %c2
    // CHECK-NOT: scf.for
    // CHECK-COUNT-4: trit.mmt
    // CHECK: } {tern.split}
    // CHECK: scf.for
    // CHECK: trit.mmt
    // CHECK-NOT: trit.mmt
    scf.for %row = %begin to %end step %c1 {
      %tiles = arith.divui %live, %c16 : index
      %whole = arith.muli %tiles, %c16 : index
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 32, 128] [1, 1, 1] : memref<12x32x128xi8> to memref<1x32x128xi8, strided<[4096, 128, 1], offset: ?>>
      scf.for %token = %c0 to %whole step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 512] [1, 1] : memref<64x512xi8> to memref<16x512xi8, strided<[512, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x512xi8, strided<[512, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x32x128xi8, strided<[4096, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<64x384xi32>
      }
    }
    return
  }
}
