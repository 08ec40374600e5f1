// RUN: tern-opt --convert-trit-mmt-to-vector --canonicalize %s | FileCheck %s

// Each block is decoded and its planes are stored, one after the other.
// CHECK-LABEL: func.func @expand
// CHECK: scf.for %[[TILE:.*]] = %c0 to %c2 step %c1
// CHECK: scf.for %[[BLOCK:.*]] = %c0 to %c5 step %c1
// CHECK: memref.prefetch %{{.*}}[%[[TILE]], %[[BLOCK]], %c4096]
// CHECK: %[[BYTES:.*]] = vector.transfer_read %{{.*}}[%[[TILE]], %[[BLOCK]], %c0]
// CHECK: %[[CODES:.*]]:6 = trit.decode %[[BYTES]] layout <t3b5, rows = 16>
// CHECK: vector.transfer_write %[[CODES]]#0, %{{.*}}[%[[TILE]], %[[BLOCK]], %c0, %c0]
// CHECK: vector.transfer_write %[[CODES]]#5, %{{.*}}[%[[TILE]], %[[BLOCK]], %c5, %c0]
func.func @expand(%w: memref<2x5x80xi8>, %codes: memref<2x5x6x64xi8>) {
  trit.expand %w into %codes layout <t3b5, rows = 16> : memref<2x5x80xi8>, memref<2x5x6x64xi8>
  return
}
