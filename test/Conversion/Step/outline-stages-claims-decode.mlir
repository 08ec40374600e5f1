// RUN: tern-opt --tern-outline-stages %s | FileCheck %s

// Of one token, whose tiles take no time, workers claim a 64th of a range at a time, and a tile more. A stage that reads rows of
// a table by their number has ranges.
// CHECK-LABEL: func.func private @decode.linear(
// CHECK: %[[SHARE:.*]] = arith.divui %{{.*}}, %c64
// CHECK: %[[MANY:.*]] = arith.addi %[[SHARE]], %c1
// CHECK: %[[STEP:.*]] = arith.index_cast %[[MANY]] : index to i64
// CHECK: memref.atomic_rmw addi %[[STEP]]
// CHECK: ^bb0(%{{.*}}: index):
// CHECK-NEXT: %[[FIRST:.*]] = arith.addi
// CHECK-NEXT: %[[BEYOND:.*]] = arith.addi %[[FIRST]], %[[MANY]]
// CHECK-NEXT: %[[LAST:.*]] = arith.minui %[[BEYOND]], %{{.*}}
// CHECK-NEXT: scf.for %{{.*}} = %[[FIRST]] to %[[LAST]]
// CHECK-LABEL: func.func private @decode.rope(
// CHECK-NOT: atomic_rmw
// CHECK-LABEL: func.func @tern_decode
module attributes {tern.schedule = {step = {partition = "claims"}}} {
  func.func @tern_decode(%weights: memref<256xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                         %logits: memref<1x256xf32>, %tokens: index, %position: index, %first: index,
                         %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
      attributes {tern.entry, tern.arena_bytes = 64 : i64} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %w = memref.view %weights[%c0][] : memref<256xi8> to memref<256x1xi8>
    scf.forall (%i) in (256) {
      memref.store %zero, %logits[%c0, %i] : memref<1x256xf32>
    } loc("embedding")
    scf.forall (%i) in (256) {
      %x = memref.load %w[%i, %c0] : memref<256x1xi8>
      %y = arith.sitofp %x : i8 to f32
      memref.store %y, %logits[%c0, %i] : memref<1x256xf32>
    } loc("linear")
    scf.forall (%i) in (256) {
      %x = memref.load %w[%i, %c0] : memref<256x1xi8>
      %y = arith.sitofp %x : i8 to f32
      memref.store %y, %logits[%c0, %i] : memref<1x256xf32>
    } loc("rope")
    return
  }
}
