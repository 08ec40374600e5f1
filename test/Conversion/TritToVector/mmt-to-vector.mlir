// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-trit-mmt-to-vector))" --split-input-file --verify-diagnostics %s | FileCheck %s

// Two tokens and two row tiles: four accumulators that start at minus the token's sum, each block decoded once.
// CHECK-LABEL: func.func @tile
// CHECK: %[[S0:.*]] = memref.load %{{.*}}[%c0]
// CHECK: %[[N0:.*]] = arith.subi %{{.*}}, %[[S0]]
// CHECK: vector.broadcast %[[N0]] : i32 to vector<16xi32>
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>)
// CHECK-COUNT-2: trit.decode
// CHECK-NOT: trit.decode
// CHECK: scf.yield
// CHECK-COUNT-4: vector.transfer_write {{.*}} {in_bounds = [true]}
module attributes {tern.schedule = {product = {chains = 1, prefetch_bytes = 0}}} {
func.func @tile(%x: memref<2x32xi8>, %s: memref<2xi32>, %w: memref<2x2x64xi8>, %o: memref<2x32xi32>) {
  trit.mmt ins(%x, %s, %w : memref<2x32xi8>, memref<2xi32>, memref<2x2x64xi8>) outs(%o : memref<2x32xi32>) layout <i2, rows = 16>
  return
}
}

// -----

// Fewer rows than a tile: the write stops at the last of them.
// CHECK-LABEL: func.func @partial
// CHECK: vector.transfer_write %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : vector<16xi32>, memref<1x?xi32>
module attributes {tern.schedule = {product = {chains = 1, prefetch_bytes = 0}}} {
func.func @partial(%x: memref<1x32xi8>, %s: memref<1xi32>, %w: memref<1x2x64xi8>, %o: memref<1x?xi32>) {
  trit.mmt ins(%x, %s, %w : memref<1x32xi8>, memref<1xi32>, memref<1x2x64xi8>) outs(%o : memref<1x?xi32>) layout <i2, rows = 16>
  return
}
}

// -----

module attributes {tern.schedule = {product = {chains = 1, prefetch_bytes = 0}}} {
func.func @untiled(%x: memref<?x32xi8>, %s: memref<?xi32>, %w: memref<1x2x64xi8>, %o: memref<?x16xi32>) {
  // expected-error @below {{must be tiled before it becomes vectors}}
  trit.mmt ins(%x, %s, %w : memref<?x32xi8>, memref<?xi32>, memref<1x2x64xi8>) outs(%o : memref<?x16xi32>) layout <i2, rows = 16>
  return
}
}
