// RUN: tern-opt --tern-outline-stages --canonicalize %s | FileCheck %s

// Every `workers`-th tile from the worker's own on.
// CHECK-LABEL: func.func private @decode.stage
// CHECK-SAME: %[[WORKER:[a-z0-9]+]]: index, %[[WORKERS:[a-z0-9]+]]: index)
// CHECK: scf.for %[[TILE:.*]] = %[[WORKER]] to %c6 step %[[WORKERS]]
// CHECK-NEXT: arith.muli %[[TILE]], %c8
module attributes {tern.schedule = {step = {partition = "interleaved"}}} {
  func.func @tern_decode(%w: memref<4xi8>, %arena: memref<?xi8>, %kv: memref<4xi8>, %ids: memref<1xi32>,
                         %logits: memref<1x48xf32>, %t: index, %p: index, %f: index, %barrier: !llvm.ptr,
                         %context: !llvm.ptr, %worker: index, %workers: index) attributes {tern.entry} {
    %zero = arith.constant 0.0 : f32
    %c0 = arith.constant 0 : index
    scf.forall (%row) = (0) to (48) step (8) {
      memref.store %zero, %logits[%c0, %row] : memref<1x48xf32>
    }
    return
  }
}
