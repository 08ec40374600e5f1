// RUN: tern-opt --convert-trit-mmt-to-vector --canonicalize %s | FileCheck %s

// Codes are read plane by plane, each for all tokens; vpdpbusd needs no pairs that meet. Nothing is prefetched: the codes
// were written just now.
// CHECK-LABEL: func.func @codes
// CHECK: scf.for %[[BLOCK:.*]] = %c0 to %c5
// CHECK-NOT: memref.prefetch
// CHECK: vector.transfer_read %{{.*}}[%c0, %[[BLOCK]], %c0, %c0]
// CHECK-COUNT-8: trit.dot %{{.*}}, [%{{[^,]*}}], [%{{[^,]*}}] :
// CHECK: vector.transfer_read %{{.*}}[%c0, %[[BLOCK]], %c1, %c0]
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  func.func @codes(%x: memref<8x80xi8>, %s: memref<8xi32>, %w: memref<1x5x4x64xi8>, %o: memref<8x16xi32>) {
    trit.mmt ins(%x, %s, %w : memref<8x80xi8>, memref<8xi32>, memref<1x5x4x64xi8>) outs(%o : memref<8x16xi32>) layout <i2, rows = 16>
    return
  }
}
