// RUN: tern-opt --tern-outline-stages %s | FileCheck %s

// Of a prompt's products workers claim tiles: each adds one to a counter behind the rest of the arena and computes the tile
// that it was before, until there is none. Worker 0 makes the counters zero with the first stage, which has shares; so has
// all that is no product.
// CHECK: tern.arena_bytes = 144
// CHECK-LABEL: func.func private @prefill.copy(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<?xi8>, %{{.*}}: index, %[[WORKER:[a-z0-9]+]]: index, %{{.*}}: index, %[[OFFSET:[a-z0-9]+]]: index)
// CHECK: %[[COUNTERS:.*]] = memref.view %[[ARENA]][%[[OFFSET]]][] : memref<?xi8> to memref<2xi64>
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[WORKER]], %c0
// CHECK: %[[END:.*]] = arith.select %[[FIRST]], %c2{{.*}}, %c0
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %[[END]]
// CHECK-NEXT: memref.store %c0_i64, %[[COUNTERS]][%[[I]]]
// CHECK-LABEL: func.func private @prefill.product(
// CHECK: %[[NEXT:.*]] = memref.view %{{.*}}[%{{.*}}][] : memref<?xi8> to memref<1xi64>
// CHECK: scf.while
// CHECK: %[[CLAIMED:.*]] = memref.atomic_rmw addi %c1_i64, %[[NEXT]][%c0{{.*}}]
// CHECK: %[[TILE:.*]] = arith.index_cast %[[CLAIMED]] : i64 to index
// CHECK: %[[LEFT:.*]] = arith.cmpi ult, %[[TILE]], %{{.*}} : index
// CHECK: scf.condition(%[[LEFT]]) %[[TILE]]
// CHECK: ^bb0(%{{.*}}: index):
// CHECK: trit.mmt
// CHECK: scf.yield
// CHECK-LABEL: func.func private @prefill.copy_1(
// CHECK-NOT: scf.while
// CHECK: return
// CHECK-LABEL: func.func @tern_prefill
// CHECK: call @prefill.product(%{{.*}}, %c128{{.*}})
// CHECK: call @prefill.product_1(%{{.*}}, %c136{{.*}})
module attributes {tern.schedule = {step = {prefill_partition = "claims"}}} {
  func.func @tern_prefill(%weights: memref<1xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<8xi32>,
                          %logits: memref<8x1xf32>, %tokens: index, %position: index, %first: index,
                          %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
      attributes {tern.entry, tern.arena_bytes = 100 : i64} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %x = memref.view %arena[%c0][] : memref<?xi8> to memref<1x16xi8>
    %s = memref.view %arena[%c0][] : memref<?xi8> to memref<1xi32>
    %w = memref.view %arena[%c0][] : memref<?xi8> to memref<1x1x32xi8>
    %o = memref.view %arena[%c0][] : memref<?xi8> to memref<1x8xi32>
    scf.forall (%i) in (16) {
      memref.store %zero, %x[%c0, %i] : memref<1x16xi8>
    } loc("copy")
    scf.forall (%i) in (4) {
      trit.mmt ins(%x, %s, %w : memref<1x16xi8>, memref<1xi32>, memref<1x1x32xi8>) outs(%o : memref<1x8xi32>) layout <i2, rows = 8>
    } loc("product")
    scf.forall (%i) in (16) {
      memref.store %zero, %x[%c0, %i] : memref<1x16xi8>
    } loc("copy")
    scf.forall (%i) in (4) {
      trit.mmt ins(%x, %s, %w : memref<1x16xi8>, memref<1xi32>, memref<1x1x32xi8>) outs(%o : memref<1x8xi32>) layout <i2, rows = 8>
    } loc("product")
    return
  }
}
