// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-rows-to-threads)),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // Two subgroups share three blocks, of which the last ends within: 33 rows of 32 columns, and eight more.
    // CHECK-LABEL: gpu.func @quantize
    // CHECK-SAME: %[[X:.*]]: memref<1x1064xf32>, %[[W:.*]]: memref<1064xf32>, %[[Q:.*]]: memref<1x1072xi8>, %[[S:.*]]: memref<1xf32>, %[[N:.*]]: memref<1xi32>
    // CHECK: %[[SUMS:.*]] = memref.alloca() : memref<96xf32>
    // CHECK: %[[LANE:.*]] = arith.andi
    // CHECK: %[[SUBGROUP:.*]] = arith.divui
    // CHECK: %[[SECOND:.*]] = arith.addi %[[SUBGROUP]], %c2
    // All of the row, before anything is computed.
    // CHECK-COUNT-16: memref.load %[[X]]
    // CHECK-COUNT-16: memref.load %[[W]]
    // CHECK: %[[EXISTS:.*]] = arith.cmpi ult, %[[SECOND]], %c3
    // CHECK: scf.if %[[EXISTS]]
    // CHECK-COUNT-16: memref.load %[[X]]
    // CHECK-COUNT-16: memref.load %[[W]]
    // A block's sums, then those of all: the row that is no block, blocks, the columns that are no row, lanes.
    // CHECK: memref.store %{{.*}}, %[[SUMS]]
    // CHECK: scf.if %[[EXISTS]]
    // CHECK: memref.store %{{.*}}, %[[SUMS]]
    // CHECK: gpu.barrier
    // CHECK: %[[THIRD:.*]] = arith.addi %[[LANE]], %c64
    // CHECK: %[[REST:.*]] = memref.load %[[SUMS]][%[[THIRD]]]
    // CHECK: %[[A:.*]] = memref.load %[[SUMS]][%[[LANE]]]
    // CHECK: %[[B:.*]] = memref.load %[[SUMS]]
    // CHECK: %[[AB:.*]] = arith.addf %[[A]], %[[B]]
    // CHECK: arith.addf %[[REST]], %[[AB]]
    // CHECK: gpu.shuffle  idx
    // CHECK: memref.load %[[X]]
    // CHECK-COUNT-11: gpu.shuffle  idx
    // CHECK: math.sqrt
    // The largest magnitude.
    // CHECK-COUNT-5: gpu.shuffle  xor
    // CHECK: gpu.barrier
    // CHECK: %[[SCALE:.*]] = arith.mulf %{{.*}}, %cst{{.*}} : f32
    // Codes, and their sum.
    // CHECK: arith.addf %{{.*}}, %[[ROUNDER:.*]] : f32
    // CHECK: arith.subi %{{.*}}, %c1262485632_i32
    // CHECK: arith.trunci
    // CHECK-COUNT-32: memref.store %{{.*}}, %[[Q]]
    // CHECK-COUNT-5: gpu.shuffle  xor
    // CHECK: gpu.barrier
    // CHECK: memref.store %[[SCALE]], %[[S]]
    // CHECK: memref.store %{{.*}}, %[[N]]
    // CHECK-NOT: gpu.barrier
    // CHECK: gpu.return
    gpu.func @quantize(%x: memref<1x1064xf32>, %w: memref<1064xf32>, %q: memref<1x1072xi8>, %s: memref<1xf32>, %n: memref<1xi32>)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      tern.quantize_row ins(%x : memref<1x1064xf32>) norm(%w : memref<1064xf32>) eps 1.0e-05
        outs(%q, %s, %n : memref<1x1072xi8>, memref<1xf32>, memref<1xi32>)
      gpu.return
    }
    // A row of no tile is made once, if a worker has tiles; one of a tile within the loop, behind what has read the one before.
    // CHECK-LABEL: gpu.func @tiles
    // CHECK-SAME: %[[BEGIN:.*]]: index, %[[END:.*]]: index,
    // CHECK: %[[ANY:.*]] = arith.cmpi ult, %[[BEGIN]], %[[END]]
    // CHECK: scf.if %[[ANY]]
    // CHECK: arith.trunci
    // CHECK: scf.for
    // CHECK: gpu.barrier
    // CHECK: gpu.barrier
    // CHECK: math.sqrt
    // CHECK: memref.store %{{.*}} : memref<1x32xf32, strided
    gpu.func @tiles(%begin: index, %end: index, %x: memref<1x32xf32>, %y: memref<4x32xf32>, %w: memref<32xf32>, %q: memref<1x32xi8>,
                    %s: memref<1xf32>, %n: memref<1xi32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c1 = arith.constant 1 : index
      scf.for %tile = %begin to %end step %c1 {
        tern.quantize_row ins(%x : memref<1x32xf32>) outs(%q, %s, %n : memref<1x32xi8>, memref<1xf32>, memref<1xi32>)
        %row = memref.subview %y[%tile, 0] [1, 32] [1, 1] : memref<4x32xf32> to memref<1x32xf32, strided<[32, 1], offset: ?>>
        tern.normalize_row ins(%x, %w : memref<1x32xf32>, memref<32xf32>) eps 1.0e-05 outs(%row : memref<1x32xf32, strided<[32, 1], offset: ?>>)
      }
      gpu.return
    }

    // A row is read in front of the first tile's weights, and made behind.
    // CHECK-LABEL: gpu.func @ahead
    // CHECK-SAME: %{{.*}}: index, %{{.*}}: index, %[[X:[a-z0-9]*]]: memref<1x32xf32>, %[[W:[a-z0-9]*]]: memref<1xi32>
    // CHECK: %[[ANY:.*]] = arith.cmpi ult
    // CHECK: %[[ROW:.*]] = scf.if %[[ANY]] -> (f32)
    // CHECK: memref.load %[[X]]
    // CHECK: else
    // CHECK: scf.yield %cst
    // CHECK: scf.if
    // CHECK: memref.load %[[W]]
    // CHECK: } {tern.first_words}
    // CHECK: scf.if %[[ANY]]
    // CHECK-NOT: memref.load %[[X]]
    // CHECK: math.absf %[[ROW]]
    // CHECK: scf.for
    gpu.func @ahead(%begin: index, %end: index, %x: memref<1x32xf32>, %w: memref<1xi32>, %y: memref<1xi32>, %q: memref<1x32xi8>,
                    %s: memref<1xf32>, %n: memref<1xi32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %zero = arith.constant 0 : i32
      %some = arith.cmpi ult, %begin, %end : index
      %word = scf.if %some -> (i32) {
        %read = memref.load %w[%c0] : memref<1xi32>
        scf.yield %read : i32
      } else {
        scf.yield %zero : i32
      } {tern.first_words}
      scf.for %tile = %begin to %end step %c1 {
        tern.quantize_row ins(%x : memref<1x32xf32>) outs(%q, %s, %n : memref<1x32xi8>, memref<1xf32>, memref<1xi32>)
        memref.store %word, %y[%c0] : memref<1xi32>
      }
      gpu.return
    }
    // Eight blocks of one subgroup are more than it keeps: they are read for the largest magnitude and for the codes.
    // CHECK-LABEL: gpu.func @long
    // CHECK-SAME: %[[X:.*]]: memref<1x4096xf32>,
    // CHECK: scf.for
    // CHECK-COUNT-16: memref.load %[[X]]
    // CHECK: scf.for
    // CHECK-COUNT-16: memref.load %[[X]]
    // CHECK-NOT: memref.load %[[X]]
    gpu.func @long(%x: memref<1x4096xf32>, %q: memref<1x4096xi8>, %s: memref<1xf32>, %n: memref<1xi32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      tern.quantize_row ins(%x : memref<1x4096xf32>) outs(%q, %s, %n : memref<1x4096xi8>, memref<1xf32>, memref<1xi32>)
      gpu.return
    }
  }
}
