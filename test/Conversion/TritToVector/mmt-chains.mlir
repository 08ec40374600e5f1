// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-trit-mmt-to-vector))" %s | FileCheck %s

// One accumulator would make each dot product wait for the one before: four blocks are summed apart, the blocks that are
// left after the loop too, and the four sums are added at the end.
// CHECK-LABEL: func.func @tile
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c4{{.*}} step %c4{{.*}} -> (vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>)
// CHECK-COUNT-4: trit.dot
// CHECK: scf.yield
// CHECK-COUNT-2: trit.dot
// CHECK-NOT: trit.dot
// CHECK-COUNT-3: arith.addi %{{.*}} : vector<16xi32>
module attributes {tern.schedule = {product = {chains = 4, prefetch_bytes = 0}}} {
func.func @tile(%x: memref<1x96xi8>, %s: memref<1xi32>, %w: memref<1x6x64xi8>, %o: memref<1x16xi32>) {
  trit.mmt ins(%x, %s, %w : memref<1x96xi8>, memref<1xi32>, memref<1x6x64xi8>) outs(%o : memref<1x16xi32>) layout <i2, rows = 16>
  return
}
}
