// Products of many tokens. Of the loop over tiles of 16 tokens pairs become tiles of their own, four units of 32 tokens and two row
// tiles, of which what is over goes to the first workers; the loop keeps the tile that is left. A unit reads all that its four
// products need before the first, and of each what follows comes right behind it, with scratch that is not the rest's.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(tern-spread-tokens),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  // CHECK-LABEL: func.func private @prefill.product
  // CHECK-SAME: %[[WORKER:[a-z0-9]+]]: index, %[[WORKERS:[a-z0-9]+]]: index, %[[LIVE:[a-z0-9]+]]: index)
  func.func private @prefill.product(%w: memref<12x8x128xi8>, %x: memref<64x128xi8>, %s: memref<64xi32>, %f: memref<64x384xi32>,
                                     %worker: index, %workers: index, %live: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c12 = arith.constant 12 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    // CHECK-DAG: %[[REST:.*]] = memref.alloca() : memref<16x32xi32>
    // CHECK-DAG: %[[SCRATCH:.*]] = memref.alloca() : memref<16x32xi32>
    %out = memref.alloca() : memref<16x32xi32>
    %a = arith.muli %worker, %c12 : index
    %begin = arith.divui %a, %workers : index
    %next = arith.addi %worker, %c1 : index
    %b = arith.muli %next, %c12 : index
    %end = arith.divui %b, %workers : index
    // CHECK: %[[PAIRS:.*]] = arith.divui %{{.*}}, %c32
    // CHECK: %[[TOTAL:.*]] = arith.muli %[[PAIRS]], %c2
    // CHECK: %[[EACH:.*]] = arith.divui %[[TOTAL]], %[[WORKERS]]
    // CHECK: %[[OVER:.*]] = arith.remui %[[TOTAL]], %[[WORKERS]]
    // CHECK: %[[WHOLE:.*]] = arith.muli %[[WORKER]], %[[EACH]]
    // CHECK: %[[FIRST:.*]] = arith.minui %[[WORKER]], %[[OVER]]
    // CHECK: %[[FROM:.*]] = arith.addi %[[WHOLE]], %[[FIRST]]
    // CHECK: scf.for %[[TILE:.*]] = %[[FROM]] to %{{.*}} step %c1
    // CHECK: %[[PAIR:.*]] = arith.divui %[[TILE]], %c2
    // CHECK: %[[TOKEN:.*]] = arith.muli %[[PAIR]], %c32
    // CHECK: %[[GROUP:.*]] = arith.remui %[[TILE]], %c2
    // CHECK: %[[UNIT:.*]] = arith.muli %[[GROUP]], %c4
    // Six units, of which the second tile has two.
    // CHECK: %[[LAST:.*]] = arith.minui %{{.*}}, %c6
    // CHECK: scf.for %[[OWN:.*]] = %[[UNIT]] to %[[LAST]] step %c1
    // CHECK: %[[ROWS:.*]] = arith.muli %[[OWN]], %c2
    // CHECK: %[[OTHER:.*]] = arith.addi %[[TOKEN]], %c16
    // CHECK: %[[BELOW:.*]] = arith.addi %[[ROWS]], %c1
    // CHECK: %[[X0:.*]] = memref.subview %{{.*}}[%[[TOKEN]], 0]
    // CHECK: %[[X1:.*]] = memref.subview %{{.*}}[%[[OTHER]], 0]
    // CHECK: trit.mmt ins(%[[X0]], {{.*}} outs(%[[SCRATCH]]
    // CHECK-NEXT: memref.load %[[SCRATCH]]
    // CHECK-NEXT: memref.store
    // CHECK-NEXT: trit.mmt ins(%[[X1]], {{.*}} outs(%[[SCRATCH]]
    // CHECK-NEXT: memref.load %[[SCRATCH]]
    // CHECK-NEXT: memref.store
    // CHECK-NEXT: trit.mmt ins(%[[X0]], {{.*}} outs(%[[SCRATCH]]
    // CHECK-NEXT: memref.load %[[SCRATCH]]
    // CHECK-NEXT: memref.store
    // CHECK-NEXT: trit.mmt ins(%[[X1]], {{.*}} outs(%[[SCRATCH]]
    // CHECK-NEXT: memref.load %[[SCRATCH]]
    // CHECK-NEXT: memref.store
    // CHECK-NEXT: } {tern.shared}
    // CHECK: %[[LEFT:.*]] = arith.muli %[[PAIRS]], %c32
    // CHECK: scf.for
    // CHECK: scf.for %{{.*}} = %[[LEFT]] to %{{.*}} step %c16
    // CHECK: trit.mmt {{.*}} outs(%[[REST]]
    // CHECK-NOT: trit.mmt
    scf.for %row = %begin to %end step %c1 {
      %tiles = arith.divui %live, %c16 : index
      %whole = arith.muli %tiles, %c16 : index
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 8, 128] [1, 1, 1] : memref<12x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
      scf.for %token = %c0 to %whole step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 128] [1, 1] : memref<64x128xi8> to memref<16x128xi8, strided<[128, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<64xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x128xi8, strided<[128, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<64x384xi32>
      }
    }
    return
  }
}
