// RUN: tern-opt --convert-trit-mmt-to-vector='chains=1 prefetch=256' --canonicalize %s | FileCheck %s

// 256 bytes are four blocks ahead.
// CHECK-LABEL: func.func @decode
// CHECK: scf.for %[[BLOCK:.*]] = %c0
// CHECK: %[[AHEAD:.*]] = arith.addi %[[BLOCK]], %c4
// CHECK: memref.prefetch %{{.*}}[%c0, %[[AHEAD]], %c0], read, locality<3>, data
func.func @decode(%x: memref<1x96xi8>, %s: memref<1xi32>, %w: memref<1x6x64xi8>, %o: memref<1x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<1x96xi8>, memref<1xi32>, memref<1x6x64xi8>) outs(%o : memref<1x16xi32>) layout <i2, rows = 16>
  return
}

// Several tokens compute for longer than it takes to read.
// CHECK-LABEL: func.func @prefill
// CHECK-NOT: memref.prefetch
func.func @prefill(%x: memref<4x96xi8>, %s: memref<4xi32>, %w: memref<1x6x64xi8>, %o: memref<4x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<4x96xi8>, memref<4xi32>, memref<1x6x64xi8>) outs(%o : memref<4x16xi32>) layout <i2, rows = 16>
  return
}
