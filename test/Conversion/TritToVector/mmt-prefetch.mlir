// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-trit-mmt-to-vector,canonicalize))" %s | FileCheck %s

// One token: the four blocks of 64 bytes that lie 256 bytes ahead.
// CHECK-LABEL: func.func @decode
// CHECK: scf.for %[[BLOCK:.*]] = %c0
// CHECK: memref.prefetch %{{.*}}[%c0, %[[BLOCK]], %c256], read, locality<3>, data
// CHECK: memref.prefetch %{{.*}}[%c0, %[[BLOCK]], %c320]
// CHECK: memref.prefetch %{{.*}}[%c0, %[[BLOCK]], %c384]
// CHECK: memref.prefetch %{{.*}}[%c0, %[[BLOCK]], %c448]
// CHECK-NOT: memref.prefetch
// CHECK: return
module attributes {tern.schedule = {product = {chains = 4, prefetch_bytes = 256}}} {
func.func @decode(%x: memref<1x128xi8>, %s: memref<1xi32>, %w: memref<1x8x64xi8>, %o: memref<1x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<1x128xi8>, memref<1xi32>, memref<1x8x64xi8>) outs(%o : memref<1x16xi32>) layout <i2, rows = 16>
  return
}

// Several tokens: the same block of the row tile behind this one.
// CHECK-LABEL: func.func @prefill
// CHECK: scf.for %[[BLOCK:.*]] = %c0
// CHECK: memref.prefetch %{{.*}}[%c1, %[[BLOCK]], %c0], read, locality<3>, data
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @prefill(%x: memref<4x96xi8>, %s: memref<4xi32>, %w: memref<1x6x64xi8>, %o: memref<4x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<4x96xi8>, memref<4xi32>, memref<1x6x64xi8>) outs(%o : memref<4x16xi32>) layout <i2, rows = 16>
  return
}

// Two blocks of 80 bytes, summed apart, lie in three lines.
// CHECK-LABEL: func.func @lines
// CHECK: scf.for %[[BLOCK:.*]] = %c0
// CHECK: memref.prefetch %{{.*}}[%c1, %[[BLOCK]], %c0], read, locality<3>, data
// CHECK: memref.prefetch %{{.*}}[%c1, %[[BLOCK]], %c64], read, locality<3>, data
// CHECK: memref.prefetch %{{.*}}[%c1, %[[BLOCK]], %c128], read, locality<3>, data
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @lines(%x: memref<2x96xi8>, %s: memref<2xi32>, %w: memref<1x4x80xi8>, %o: memref<2x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<2x96xi8>, memref<2xi32>, memref<1x4x80xi8>) outs(%o : memref<2x16xi32>) layout <t3b5, rows = 16>
  return
}
}
