// RUN: tern-opt --pass-pipeline="builtin.module(func.func(tern-expand-tiles,canonicalize))" %s | FileCheck %s
// RUN: sed -e '1imodule attributes {tern.schedule = {product = {expand_bytes = 65536}}} {' -e '$a}' %s | tern-opt --pass-pipeline="builtin.module(func.func(tern-expand-tiles,canonicalize))" | FileCheck %s --check-prefix=SMALL

// Two row tiles of 160 blocks are 80 KiB of codes: decoded once where there are three tiles of tokens or more.
// CHECK-LABEL: func.func @tokens
// CHECK: %[[CODES:.*]] = memref.alloca() {alignment = 64 : i64} : memref<2x160x4x64xi8>
// CHECK: %[[EXTENT:.*]] = arith.subi %[[END:.*]], %[[BEGIN:.*]] : index
// CHECK: %[[OFTEN:.*]] = arith.cmpi sge, %[[EXTENT]], %c24
// CHECK: scf.if %[[OFTEN]]
// CHECK-NEXT: trit.expand %[[W:.*]] into %[[CODES]] layout <i2, rows = 16>
// CHECK-NEXT: scf.for %{{.*}} = %[[BEGIN]] to %[[END]] step %c8
// CHECK: trit.mmt ins(%{{.*}}, %{{.*}}, %[[CODES]] :
// CHECK: else
// CHECK-NEXT: scf.for %{{.*}} = %[[BEGIN]] to %[[END]] step %c8
// CHECK: trit.mmt ins(%{{.*}}, %{{.*}}, %[[W]] :
// SMALL-NOT: trit.expand
func.func @tokens(%x: memref<64x2560xi8>, %s: memref<64xi32>, %w: memref<2x160x64xi8>, %o: memref<64x32xi32>,
                  %begin: index, %end: index) {
  %c8 = arith.constant 8 : index
  scf.for %t = %begin to %end step %c8 {
    %xt = memref.subview %x[%t, 0] [8, 2560] [1, 1] : memref<64x2560xi8> to memref<8x2560xi8, strided<[2560, 1], offset: ?>>
    %st = memref.subview %s[%t] [8] [1] : memref<64xi32> to memref<8xi32, strided<[1], offset: ?>>
    %ot = memref.subview %o[%t, 0] [8, 32] [1, 1] : memref<64x32xi32> to memref<8x32xi32, strided<[32, 1], offset: ?>>
    trit.mmt ins(%xt, %st, %w : memref<8x2560xi8, strided<[2560, 1], offset: ?>>, memref<8xi32, strided<[1], offset: ?>>, memref<2x160x64xi8>)
             outs(%ot : memref<8x32xi32, strided<[32, 1], offset: ?>>) layout <i2, rows = 16>
  }
  return
}

// Weights that change with the loop, and single tokens, stay.
// CHECK-LABEL: func.func @rows
// CHECK-NOT: trit.expand
// CHECK: return
func.func @rows(%x: memref<8x16xi8>, %s: memref<8xi32>, %w: memref<8x1x64xi8>, %o: memref<8x16xi32>, %end: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %r = %c0 to %end step %c1 {
    %wr = memref.subview %w[%r, 0, 0] [1, 1, 64] [1, 1, 1] : memref<8x1x64xi8> to memref<1x1x64xi8, strided<[64, 64, 1], offset: ?>>
    trit.mmt ins(%x, %s, %wr : memref<8x16xi8>, memref<8xi32>, memref<1x1x64xi8, strided<[64, 64, 1], offset: ?>>)
             outs(%o : memref<8x16xi32>) layout <i2, rows = 16>
  }
  return
}
