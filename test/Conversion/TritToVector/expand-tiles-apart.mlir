// RUN: tern-opt --pass-pipeline="builtin.module(func.func(tern-expand-tiles,canonicalize))" %s | FileCheck %s

// A step that has many tokens takes them in tiles of its own, for which weights are decoded once, before the loop that slices
// them; what takes few tokens decodes for itself.
// CHECK-LABEL: func.func @tokens
// CHECK: %[[CODES:.*]] = memref.alloca() {alignment = 64 : i64} : memref<2x2x4x32xi8>
// CHECK: scf.if
// CHECK-NEXT: %[[W:.*]] = memref.subview %arg2[%arg5, 0, 0] [2, 2, 32]
// CHECK-NEXT: trit.expand %[[W]] into %[[CODES]]
// CHECK-NOT: trit.expand
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c6
// CHECK: trit.mmt ins(%{{.*}}, %{{.*}}, %[[CODES]] : {{.*}} outs({{.*}}memref<6x16xi32
// CHECK: else
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c4
// CHECK-NOT: scf.if
// CHECK: memref.subview %arg2
// CHECK: trit.mmt {{.*}} outs({{.*}}memref<4x16xi32
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @tokens(%x: memref<64x32xi8>, %s: memref<64xi32>, %weight: memref<8x2x32xi8>, %o: memref<64x16xi32>, %live: index,
                    %row: index) {
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c6 = arith.constant 6 : index
    %c12 = arith.constant 12 : index
    %many = arith.cmpi uge, %live, %c12 : index
    %last = arith.subi %live, %c6 : index
    scf.if %many {
      scf.for %at = %c0 to %live step %c6 {
        %t = arith.minui %at, %last : index
        %w = memref.subview %weight[%row, 0, 0] [2, 2, 32] [1, 1, 1] : memref<8x2x32xi8> to memref<2x2x32xi8, strided<[64, 32, 1], offset: ?>>
        %xt = memref.subview %x[%t, 0] [6, 32] [1, 1] : memref<64x32xi8> to memref<6x32xi8, strided<[32, 1], offset: ?>>
        %st = memref.subview %s[%t] [6] [1] : memref<64xi32> to memref<6xi32, strided<[1], offset: ?>>
        %ot = memref.subview %o[%t, 0] [6, 16] [1, 1] : memref<64x16xi32> to memref<6x16xi32, strided<[16, 1], offset: ?>>
        trit.mmt ins(%xt, %st, %w : memref<6x32xi8, strided<[32, 1], offset: ?>>, memref<6xi32, strided<[1], offset: ?>>, memref<2x2x32xi8, strided<[64, 32, 1], offset: ?>>)
                 outs(%ot : memref<6x16xi32, strided<[16, 1], offset: ?>>) layout <i2, rows = 8>
      }
    } else {
      scf.for %t = %c0 to %live step %c4 {
        %w = memref.subview %weight[%row, 0, 0] [2, 2, 32] [1, 1, 1] : memref<8x2x32xi8> to memref<2x2x32xi8, strided<[64, 32, 1], offset: ?>>
        %xt = memref.subview %x[%t, 0] [4, 32] [1, 1] : memref<64x32xi8> to memref<4x32xi8, strided<[32, 1], offset: ?>>
        %st = memref.subview %s[%t] [4] [1] : memref<64xi32> to memref<4xi32, strided<[1], offset: ?>>
        %ot = memref.subview %o[%t, 0] [4, 16] [1, 1] : memref<64x16xi32> to memref<4x16xi32, strided<[16, 1], offset: ?>>
        trit.mmt ins(%xt, %st, %w : memref<4x32xi8, strided<[32, 1], offset: ?>>, memref<4xi32, strided<[1], offset: ?>>, memref<2x2x32xi8, strided<[64, 32, 1], offset: ?>>)
                 outs(%ot : memref<4x16xi32, strided<[16, 1], offset: ?>>) layout <i2, rows = 8>
      }
    }
    return
  }
}
