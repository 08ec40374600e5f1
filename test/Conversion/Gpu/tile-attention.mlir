// RUN: tern-opt --tern-tile-attention --canonicalize %s | FileCheck %s

// Each of 66 chunks of a group has a batch of 32 positions, or as many as the others. Counters are zero behind the first loop.
// CHECK-LABEL: func.func @tern_decode
// CHECK-DAG: %[[COUNTERS:.*]] = memref.alloc() : memref<2xi32>
// CHECK: scf.forall (%{{.*}}) in (16)
// CHECK: scf.forall (%[[I:.*]]) in (2)
// CHECK: memref.store %c0_i32, %[[COUNTERS]][%[[I]]]
// CHECK-DAG: %[[VALUES:.*]] = memref.alloc() : memref<66x2x2x64xf32>
// CHECK-DAG: %[[LENGTH:.*]] = arith.addi %{{.*}}, %c1
// CHECK-DAG: %[[BATCHES:.*]] = arith.ceildivui %[[LENGTH]], %c32
// CHECK-DAG: %[[CHUNKS:.*]] = arith.minui %[[BATCHES]], %c66
// CHECK: scf.forall (%[[GROUP:.*]], %[[CHUNK:.*]]) in (2, %[[CHUNKS]])
// CHECK: %[[FEW:.*]] = arith.cmpi ult, %[[BATCHES]], %c66
// CHECK: %[[PART:.*]] = arith.muli %[[BATCHES]], %[[CHUNK]]
// CHECK: %[[SHARE:.*]] = arith.divui %[[PART]], %c66
// CHECK: %[[BATCH:.*]] = arith.select %[[FEW]], %[[CHUNK]], %[[SHARE]]
// CHECK: %[[BEGIN:.*]] = arith.muli %[[BATCH]], %c32
// CHECK: %[[END:.*]] = arith.minui %[[LENGTH]]
// CHECK: tern.attend
// CHECK-SAME: next(
// CHECK-SAME: positions(%[[BEGIN]], %[[END]]) visible %[[LENGTH]]
// CHECK: %[[ALL:.*]] = memref.subview %[[VALUES]][0, %[[GROUP]], 0, 0] [66, 1, 2, 64]
// CHECK: tern.merge_chunks ins(%[[ALL]], {{.*}} of %[[CHUNKS]] counter %[[COUNTERS]][%[[GROUP]]]
func.func @tern_decode(%x: memref<16xf32>, %q: memref<1x2x2x64xf32>, %k: memref<1x2x64xf32>, %v: memref<1x2x64xf32>, %table: memref<2560x64xf32>,
                       %keys: memref<2x40x64x64xf32>, %rows: memref<2x2560x64xf32>, %y: memref<1x2x2x64xf32>, %position: index)
    attributes {tern.entry} {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i) in (16) {
    memref.store %zero, %x[%i] : memref<16xf32>
  }
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) next(%k, %v by %table : memref<1x2x64xf32>, memref<1x2x64xf32>, memref<2560x64xf32>)
                    caches(%keys, %rows : memref<2x40x64x64xf32>, memref<2x2560x64xf32>)
                    outs(%y : memref<1x2x2x64xf32>) at %position scale 1.250000e-01
  return
}
