// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-trit-mmt-to-vector))" %s | FileCheck %s

module attributes {trit.target = #trit.target<"aarch64-linux-gnu+i8mm", triple = "aarch64-unknown-linux-gnu", features = "+neon,+dotprod,+i8mm", lanes = 4, dot = "smmla">} {
  // Two tokens and four rows are two matrices; two planes make their eight columns.
  // CHECK-LABEL: func.func @pair
  // CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 4, 1, 5] : vector<4xi32>, vector<4xi32>
  // CHECK: scf.for
  // CHECK: %[[C:.*]]:4 = trit.decode
  // CHECK-COUNT-2: vector.load %{{.*}} {alignment = 16 : i64} : memref<2x64xi8>, vector<16xi8>
  // CHECK-COUNT-4: trit.mma
  // CHECK: scf.yield
  // CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 2, 4, 6] : vector<4xi32>, vector<4xi32>
  // CHECK: vector.shuffle %{{.*}}, %{{.*}} [1, 3, 5, 7] : vector<4xi32>, vector<4xi32>
  func.func @pair(%x: memref<2x64xi8>, %s: memref<2xi32>, %w: memref<1x4x16xi8>, %o: memref<2x4xi32>) {
    trit.mmt ins(%x, %s, %w : memref<2x64xi8>, memref<2xi32>, memref<1x4x16xi8>)
             outs(%o : memref<2x4xi32>) layout <i2, rows = 4>
    return
  }

  // A single token has lanes; its activations are read at once and spread.
  // CHECK-LABEL: func.func @single
  // CHECK: %[[ALL:.*]] = vector.load
  // CHECK: %[[WORDS:.*]] = vector.bitcast
  // CHECK: vector.shuffle %[[WORDS]], %[[WORDS]] [0, 0, 0, 0]
  // CHECK: vector.shuffle %[[WORDS]], %[[WORDS]] [3, 3, 3, 3]
  // CHECK-NOT: trit.mma
  // CHECK: trit.dot
  func.func @single(%x: memref<1x64xi8>, %s: memref<1xi32>, %w: memref<1x4x16xi8>, %o: memref<1x4xi32>) {
    trit.mmt ins(%x, %s, %w : memref<1x64xi8>, memref<1xi32>, memref<1x4x16xi8>)
             outs(%o : memref<1x4xi32>) layout <i2, rows = 4>
    return
  }
}
