// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-trit-mmt-to-vector))' %s | FileCheck %s

// A table is the sum of three activations, each times the trits that an entry stands for.
// CHECK-LABEL: func.func @tabulate
// CHECK: scf.for
// CHECK: %[[X:.*]] = memref.load %arg0
// CHECK: %[[WIDE:.*]] = arith.extsi %[[X]] : i8 to i16
// CHECK: %[[ALL:.*]] = vector.broadcast %[[WIDE]] : i16 to vector<32xi16>
// CHECK: dense<[-1, 0, 1, -1, 0, 1,
// CHECK: arith.muli %[[ALL]]
// CHECK: dense<[-1, -1, -1, 0, 0, 0, 1, 1, 1, -1,
// CHECK: vector.transfer_write %{{.*}}, %arg1
func.func @tabulate(%x: memref<1x96xi8>, %t: memref<32x32xi16>) {
  trit.tabulate %x into %t layout <lut, rows = 32> : memref<1x96xi8>, memref<32x32xi16>
  return
}

// Seven blocks: 5 * 16 sums of three products of 128 fit 16 bits, 7 * 16 do not. They are widened after five, then after
// the last two.
// CHECK-LABEL: func.func @product
// CHECK: %[[SUM:.*]] = scf.for %{{.*}} iter_args(%[[ACC:.*]] = %{{.*}}) -> (vector<32xi32>)
// CHECK: memref.prefetch
// CHECK-COUNT-80: trit.look_up
// CHECK: %[[WIDE:.*]] = arith.extsi %{{.*}} : vector<32xi16> to vector<32xi32>
// CHECK: %[[NEXT:.*]] = arith.addi %[[ACC]], %[[WIDE]]
// CHECK: scf.yield %[[NEXT]]
// CHECK-COUNT-32: trit.look_up
// CHECK: arith.extsi
// CHECK: %[[TOTAL:.*]] = arith.addi %[[SUM]]
// CHECK: vector.transfer_write %[[TOTAL]], %arg3
func.func @product(%t: memref<112x32xi16>, %s: memref<1xi32>, %w: memref<1x7x320xi8>, %o: memref<1x32xi32>) {
  trit.mmt ins(%t, %s, %w : memref<112x32xi16>, memref<1xi32>, memref<1x7x320xi8>) outs(%o : memref<1x32xi32>) layout <lut, rows = 32>
  return
}
