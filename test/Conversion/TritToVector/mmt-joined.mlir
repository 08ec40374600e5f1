// RUN: tern-opt --convert-trit-mmt-to-vector --canonicalize --cse %s | FileCheck %s
// RUN: sed -e 's/<6x/<8x/g; s/memref<6xi32>/memref<8xi32>/' %s | tern-opt --convert-trit-mmt-to-vector --canonicalize | FileCheck %s --check-prefix=APART

// Two products of the same activations read them once, in one loop, if their sums fit the registers together.
// CHECK-LABEL: func.func @products
// CHECK: %[[SUMS:.*]]:12 = scf.for
// CHECK: vector.transfer_read %[[GATE:.*]][%c0, %{{.*}}, %c0, %c0]
// CHECK: vector.transfer_read %[[UP:.*]][%c0, %{{.*}}, %c0, %c0]
// CHECK-COUNT-12: trit.dot
// CHECK: scf.yield
// CHECK-NOT: scf.for
// CHECK: vector.transfer_write %[[SUMS]]#0, %arg4[%c0, %c0]
// CHECK: vector.transfer_write %[[SUMS]]#1, %arg5[%c0, %c0]
// APART-COUNT-2: scf.for
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  func.func @products(%x: memref<6x80xi8>, %s: memref<6xi32>, %gate: memref<1x5x4x64xi8>, %up: memref<1x5x4x64xi8>, %g: memref<6x16xi32>,
                      %u: memref<6x16xi32>) {
    trit.mmt ins(%x, %s, %gate : memref<6x80xi8>, memref<6xi32>, memref<1x5x4x64xi8>) outs(%g : memref<6x16xi32>) layout <i2, rows = 16>
    trit.mmt ins(%x, %s, %up : memref<6x80xi8>, memref<6xi32>, memref<1x5x4x64xi8>) outs(%u : memref<6x16xi32>) layout <i2, rows = 16>
    return
  }
}
