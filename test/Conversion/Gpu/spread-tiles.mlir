// Products of many tokens for a GPU that multiplies tiles in memory: of 128 rows and 128 tokens, all of a workgroup's, which write to one
// scratch, and a loop over its pieces for what follows. The tokens that are left are shared by eight waves.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(tern-spread-tokens),canonicalize,cse)' -split-input-file %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  // CHECK-LABEL: func.func private @prefill.product
  // CHECK-SAME: %[[W:[a-z0-9]+]]: memref<12x8x128xi8>, %[[X:[a-z0-9]+]]: memref<512x128xi8>, %[[S:[a-z0-9]+]]: memref<512xi32>
  // CHECK-SAME: %[[LIVE:[a-z0-9]+]]: index)
  func.func private @prefill.product(%w: memref<12x8x128xi8>, %x: memref<512x128xi8>, %s: memref<512xi32>, %f: memref<512x384xi32>,
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
    // Three groups of four row tiles, for each 128 tokens.
    // CHECK: %[[WHOLE:.*]] = arith.divui %{{.*}}, %c128
    // CHECK: %[[SUMS:.*]] = memref.alloca() : memref<128x132xi32>
    // CHECK: arith.muli %[[WHOLE]], %c3
    // CHECK: scf.for %[[TILE:.*]] = %{{.*}} to %{{.*}} step %c1
    // CHECK: %[[GROUP:.*]] = arith.divui %[[TILE]], %c3
    // CHECK: %[[TOKEN:.*]] = arith.muli %[[GROUP]], %c128
    // CHECK: %[[PLACE:.*]] = arith.remui %[[TILE]], %c3
    // CHECK: %[[ROW:.*]] = arith.muli %[[PLACE]], %c4
    // CHECK-DAG: memref.subview %[[X]][%[[TOKEN]], 0] [128, 128] [1, 1]
    // CHECK-DAG: memref.subview %[[S]][%[[TOKEN]]] [128] [1]
    // CHECK-DAG: memref.subview %[[W]][%[[ROW]], 0, 0] [4, 8, 128] [1, 1, 1]
    // CHECK-DAG: memref.subview %[[SUMS]][0, 0] [128, 128] [1, 1]
    // CHECK: trit.mmt {{.*}} outs(%{{.*}} : memref<128x128xi32, strided<[132, 1]>>)
    // CHECK: scf.for %[[PIECE:.*]] = %c0 to %c32 step %c1
    // CHECK: %[[TILE_ROW:.*]] = arith.divui %[[PIECE]], %c8
    // CHECK: %[[TILE_TOKEN:.*]] = arith.remui %[[PIECE]], %c8
    // CHECK: %[[FIRST:.*]] = arith.muli %[[TILE_TOKEN]], %c16
    // CHECK: %[[WORD:.*]] = arith.muli %[[TILE_ROW]], %c32
    // CHECK: %[[PART:.*]] = memref.subview %[[SUMS]][%[[FIRST]], %[[WORD]]] [16, 32] [1, 1]
    // CHECK: memref.load %[[PART]]
    // CHECK: memref.store
    // CHECK: } {tern.shared}
    // CHECK: } {tern.tiles}
    // The pairs of what is left, by eight waves.
    // CHECK: %[[TAKEN:.*]] = arith.muli %[[WHOLE]], %c128
    // CHECK: %[[LEFT:.*]] = arith.subi %{{.*}}, %[[TAKEN]]
    // CHECK: arith.divui %[[LEFT]], %c32
    // CHECK-COUNT-4: trit.mmt
    // CHECK: } {tern.shared}
    // CHECK: scf.for
    // CHECK: trit.mmt
    // CHECK-NOT: trit.mmt
    scf.for %row = %begin to %end step %c1 {
      %tiles = arith.divui %live, %c16 : index
      %whole = arith.muli %tiles, %c16 : index
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 8, 128] [1, 1, 1] : memref<12x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
      scf.for %token = %c0 to %whole step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 128] [1, 1] : memref<512x128xi8> to memref<16x128xi8, strided<[128, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<512xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x128xi8, strided<[128, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<512x384xi32>
      }
    }
    return
  }
}

// -----

// Row tiles that are no whole tiles of four stay as they are for other GPUs.
module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  // CHECK-LABEL: func.func private @prefill.odd
  // CHECK-NOT: tern.tiles
  // CHECK: tern.shared
  func.func private @prefill.odd(%w: memref<6x8x128xi8>, %x: memref<512x128xi8>, %s: memref<512xi32>, %f: memref<512x192xi32>,
                                 %worker: index, %workers: index, %live: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c6 = arith.constant 6 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %out = memref.alloca() : memref<16x32xi32>
    %a = arith.muli %worker, %c6 : index
    %begin = arith.divui %a, %workers : index
    %next = arith.addi %worker, %c1 : index
    %b = arith.muli %next, %c6 : index
    %end = arith.divui %b, %workers : index
    scf.for %row = %begin to %end step %c1 {
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 8, 128] [1, 1, 1] : memref<6x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
      scf.for %token = %c0 to %live step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 128] [1, 1] : memref<512x128xi8> to memref<16x128xi8, strided<[128, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<512xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x128xi8, strided<[128, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<512x192xi32>
      }
    }
    return
  }
}
