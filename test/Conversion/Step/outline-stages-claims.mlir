// RUN: tern-opt --tern-outline-stages %s | FileCheck %s

// Workers claim a product's tiles: of their own range of tiles, then of each other's, as many as its owner's counter says are
// left. Counters are behind the rest of the arena, in two sets of 64 KiB: a stage uses one, and resets the worker's own of the
// other for the next stage. The first stage resets the first set; it has ranges, as has all that is no product.
// CHECK: tern.arena_bytes = 131200
// CHECK-LABEL: func.func private @prefill.copy(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<?xi8>, %{{.*}}: index, %[[WORKER:[a-z0-9]+]]: index, %{{.*}}: index, %[[OFFSET:[a-z0-9]+]]: index)
// CHECK: %[[COUNTERS:.*]] = memref.view %[[ARENA]][%[[OFFSET]]][] : memref<?xi8> to memref<8192xi64>
// CHECK: %[[MINE:.*]] = arith.muli %[[WORKER]], %c8
// CHECK: memref.store %c0_i64{{.*}}, %[[COUNTERS]][%[[MINE]]]
// CHECK-LABEL: func.func private @prefill.product(
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<?xi8>, {{.*}}, %[[WORKER:[a-z0-9]+]]: index, %[[WORKERS:[a-z0-9]+]]: index, %[[NEXT:[a-z0-9]+]]: index, %[[OWN:[a-z0-9]+]]: index)
// CHECK: %[[RESET:.*]] = memref.view %[[ARENA]][%[[NEXT]]][]
// CHECK: memref.store %c0_i64{{.*}}, %[[RESET]]
// CHECK: %[[COUNTERS:.*]] = memref.view %[[ARENA]][%[[OWN]]][]
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %[[WORKERS]]
// CHECK: %[[SUM:.*]] = arith.addi %[[WORKER]], %[[I]]
// CHECK: %[[OWNER:.*]] = arith.minui %[[SUM]], %{{.*}}
// CHECK: %[[BEGIN:.*]] = arith.divui %{{.*}}, %[[WORKERS]]
// CHECK: %[[END:.*]] = arith.divui %{{.*}}, %[[WORKERS]]
// CHECK: %[[COUNT:.*]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK: %[[AT:.*]] = arith.muli %[[OWNER]], %c8
// CHECK: scf.while
// CHECK: %[[TAKEN:.*]] = memref.atomic_rmw addi %{{.*}}, %[[COUNTERS]][%[[AT]]]
// CHECK: %[[TILE:.*]] = arith.index_cast %[[TAKEN]] : i64 to index
// CHECK: %[[LEFT:.*]] = arith.cmpi ult, %[[TILE]], %[[COUNT]]
// CHECK: scf.condition(%[[LEFT]]) %[[TILE]]
// CHECK: ^bb0(%[[CLAIMED:.*]]: index):
// CHECK-NEXT: arith.addi %[[BEGIN]], %[[CLAIMED]]
// CHECK-NOT: scf.for
// CHECK: trit.mmt
// CHECK: scf.yield
// CHECK-LABEL: func.func private @prefill.copy_1(
// CHECK-NOT: scf.while
// CHECK: return
// CHECK-LABEL: func.func @tern_prefill
// CHECK: call @prefill.copy(%{{.*}}, %c128{{.*}})
// CHECK: call @prefill.product(%{{.*}}, %c65664{{.*}}, %c128{{.*}})
// CHECK: call @prefill.product_1(%{{.*}}, %c128{{.*}}, %c65664{{.*}})
module attributes {tern.schedule = {step = {partition = "claims"}}} {
  func.func @tern_prefill(%weights: memref<64xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<8xi32>,
                          %logits: memref<8x1xf32>, %tokens: index, %position: index, %first: index,
                          %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
      attributes {tern.entry, tern.arena_bytes = 100 : i64} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %x = memref.view %arena[%c0][] : memref<?xi8> to memref<1x16xi8>
    %s = memref.view %arena[%c0][] : memref<?xi8> to memref<1xi32>
    %w = memref.view %weights[%c0][] : memref<64xi8> to memref<1x1x32xi8>
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
