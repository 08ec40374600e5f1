// RUN: tern-opt --pass-pipeline="builtin.module(func.func(tern-expand-tiles,canonicalize))" %s | FileCheck %s

// Tiles of as many tokens as there are where weights are decoded once: enough or none, so the loop is there once. What is
// left goes on in smaller tiles, which decode for themselves if they are few.
// CHECK-LABEL: func.func @tokens
// CHECK: %[[EXTENT:.*]] = arith.subi %[[END:.*]], %[[BEGIN:.*]] : index
// CHECK: %[[ANY:.*]] = arith.cmpi sge, %[[EXTENT]], %c18
// CHECK: scf.if %[[ANY]]
// CHECK-NEXT: trit.expand %[[W:.*]] into
// CHECK-NEXT: scf.for %{{.*}} = %[[BEGIN]] to %[[END]] step %c6
// CHECK: trit.mmt {{.*}} outs({{.*}}memref<6x16xi32
// CHECK-NOT: else
// CHECK: scf.if
// CHECK-NEXT: trit.expand %[[W]] into
// CHECK-NEXT: scf.for %{{.*}} = %[[END]] to %{{.*}} step %c4
// CHECK: else
// CHECK-NEXT: scf.for %{{.*}} = %[[END]] to %{{.*}} step %c4
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @tokens(%x: memref<64x32xi8>, %s: memref<64xi32>, %w: memref<2x2x32xi8>, %o: memref<64x16xi32>, %begin: index,
                    %end: index, %live: index) {
    %c4 = arith.constant 4 : index
    %c6 = arith.constant 6 : index
    scf.for %t = %begin to %end step %c6 {
      %xt = memref.subview %x[%t, 0] [6, 32] [1, 1] : memref<64x32xi8> to memref<6x32xi8, strided<[32, 1], offset: ?>>
      %st = memref.subview %s[%t] [6] [1] : memref<64xi32> to memref<6xi32, strided<[1], offset: ?>>
      %ot = memref.subview %o[%t, 0] [6, 16] [1, 1] : memref<64x16xi32> to memref<6x16xi32, strided<[16, 1], offset: ?>>
      trit.mmt ins(%xt, %st, %w : memref<6x32xi8, strided<[32, 1], offset: ?>>, memref<6xi32, strided<[1], offset: ?>>, memref<2x2x32xi8>)
               outs(%ot : memref<6x16xi32, strided<[16, 1], offset: ?>>) layout <i2, rows = 8>
    }
    scf.for %t = %end to %live step %c4 {
      %xt = memref.subview %x[%t, 0] [4, 32] [1, 1] : memref<64x32xi8> to memref<4x32xi8, strided<[32, 1], offset: ?>>
      %st = memref.subview %s[%t] [4] [1] : memref<64xi32> to memref<4xi32, strided<[1], offset: ?>>
      %ot = memref.subview %o[%t, 0] [4, 16] [1, 1] : memref<64x16xi32> to memref<4x16xi32, strided<[16, 1], offset: ?>>
      trit.mmt ins(%xt, %st, %w : memref<4x32xi8, strided<[32, 1], offset: ?>>, memref<4xi32, strided<[1], offset: ?>>, memref<2x2x32xi8>)
               outs(%ot : memref<4x16xi32, strided<[16, 1], offset: ?>>) layout <i2, rows = 8>
    }
    return
  }
}
