// RUN: tern-opt --pass-pipeline="builtin.module(func.func(tern-expand-tiles,canonicalize))" %s | FileCheck %s

// What the epilogue reads of another tensor, a line for each token, is prefetched before the product; its accumulators, and what is
// the same for all columns, are not. Behind weights that are not decoded once nothing is.
// CHECK-LABEL: func.func @residual
// CHECK: trit.expand
// CHECK: scf.for %[[T:.*]] =
// CHECK: %[[R:.*]] = memref.subview %arg4[%[[T]], 0] [2, 32] [1, 1]
// CHECK: memref.prefetch %[[R]][%c0, %c0], read, locality<3>, data
// CHECK-NEXT: memref.prefetch %[[R]][%c0, %c16], read
// CHECK-NEXT: memref.prefetch %[[R]][%c1, %c0], read
// CHECK-NEXT: memref.prefetch %[[R]][%c1, %c16], read
// CHECK-NOT: memref.prefetch
// CHECK: trit.mmt
// CHECK: vector.transfer_read %[[R]]
// CHECK: else
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @residual(%x: memref<64x2560xi8>, %s: memref<64xi32>, %w: memref<2x160x64xi8>, %scales: memref<64xf32>,
                    %residual: memref<64x32xf32>, %y: memref<64x32xf32>, %end: index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %integer = arith.constant 0 : i32
  %number = arith.constant 0.0 : f32
  %o = memref.alloca() : memref<2x32xi32>
  scf.for %t = %c0 to %end step %c2 {
    %xt = memref.subview %x[%t, 0] [2, 2560] [1, 1] : memref<64x2560xi8> to memref<2x2560xi8, strided<[2560, 1], offset: ?>>
    %st = memref.subview %s[%t] [2] [1] : memref<64xi32> to memref<2xi32, strided<[1], offset: ?>>
    trit.mmt ins(%xt, %st, %w : memref<2x2560xi8, strided<[2560, 1], offset: ?>>, memref<2xi32, strided<[1], offset: ?>>, memref<2x160x64xi8>)
             outs(%o : memref<2x32xi32>) layout <i2, rows = 16>
    %rt = memref.subview %residual[%t, 0] [2, 32] [1, 1] : memref<64x32xf32> to memref<2x32xf32, strided<[32, 1], offset: ?>>
    %ct = memref.subview %scales[%t] [2] [1] : memref<64xf32> to memref<2xf32, strided<[1], offset: ?>>
    %yt = memref.subview %y[%t, 0] [2, 32] [1, 1] : memref<64x32xf32> to memref<2x32xf32, strided<[32, 1], offset: ?>>
    %sums = vector.transfer_read %o[%c0, %c0], %integer {in_bounds = [true, true]} : memref<2x32xi32>, vector<2x32xi32>
    %scale = vector.transfer_read %ct[%c0], %number {in_bounds = [true, true], permutation_map = affine_map<(d0) -> (d0, 0)>} : memref<2xf32, strided<[1], offset: ?>>, vector<2x32xf32>
    %before = vector.transfer_read %rt[%c0, %c0], %number {in_bounds = [true, true]} : memref<2x32xf32, strided<[32, 1], offset: ?>>, vector<2x32xf32>
    %floats = arith.sitofp %sums : vector<2x32xi32> to vector<2x32xf32>
    %scaled = arith.mulf %floats, %scale : vector<2x32xf32>
    %sum = arith.addf %scaled, %before : vector<2x32xf32>
    vector.transfer_write %sum, %yt[%c0, %c0] {in_bounds = [true, true]} : vector<2x32xf32>, memref<2x32xf32, strided<[32, 1], offset: ?>>
  }
  return
}
