// RUN: tern-opt --tern-outline-stages %s | FileCheck %s

// A step of an entry of one token has one: the stage does not ask how many.
// CHECK-LABEL: func.func private @decode.copy(
// CHECK-SAME: %{{[a-z0-9]+}}: memref<1x8xf32>, %[[WORKER:[a-z0-9]+]]: index, %[[WORKERS:[a-z0-9]+]]: index)
// CHECK: %[[ONE:.*]] = arith.constant 1 : index
// CHECK: arith.subi %[[ONE]], %{{.*}}
// CHECK: call @decode.copy(%{{.*}}, %{{.*}}, %{{.*}}) {{.*}} : (memref<1x8xf32>, index, index) -> ()
func.func @tern_decode(%weights: memref<64xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                       %logits: memref<1x8xf32>, %tokens: index, %position: index, %first: index,
                       %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  scf.forall (%token, %i) in (%tokens, 8) {
    memref.store %zero, %logits[%token, %i] : memref<1x8xf32>
  } loc("copy")
  return
}
