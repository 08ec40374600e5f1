// RUN: tern-opt --tern-outline-stages --duplicate-function-elimination %s | FileCheck %s

// Two stages that differ in the offset of a buffer become two calls of one function, with a barrier between them.
// CHECK: func.func private @decode.copy(%[[ARENA:.*]]: memref<256xi8>, %[[OFFSET:.*]]: index, %[[WORKER:.*]]: index, %[[WORKERS:.*]]: index)
// CHECK: memref.view %[[ARENA]][%[[OFFSET]]]
// CHECK: %[[BEGIN:.*]] = arith.divui %{{.*}}, %[[WORKERS]]
// CHECK: %[[END:.*]] = arith.divui %{{.*}}, %[[WORKERS]]
// CHECK: scf.for %{{.*}} = %[[BEGIN]] to %[[END]]
// CHECK-LABEL: func.func @tern_decode
// CHECK: call @decode.copy(%{{.*}}, %c0
// CHECK-NEXT: tern.barrier
// CHECK-NEXT: call @decode.copy(%{{.*}}, %c128
// CHECK-NEXT: return
func.func @tern_decode(%weights: memref<1xi8>, %arena: memref<256xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                       %logits: memref<1x1xf32>, %tokens: index, %position: index, %first: index,
                       %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %x = arith.constant 1.0 : f32
  %a = memref.view %arena[%c0][] : memref<256xi8> to memref<32xf32>
  %b = memref.view %arena[%c128][] : memref<256xi8> to memref<32xf32>
  scf.forall (%i) in (32) {
    memref.store %x, %a[%i] : memref<32xf32>
  } loc("copy")
  scf.forall (%i) in (32) {
    memref.store %x, %b[%i] : memref<32xf32>
  } loc("copy")
  return
}

// A call says what it is for: the operation, and the parameters that lie where it reads. An empty one lies at the same
// place as the next.
// CHECK-LABEL: func.func @tern_named
// CHECK: call @named.scale({{.*}}) {tern.op = "scale", tern.params = [@first, @second]}
// CHECK: call @named.scale({{.*}}) {tern.op = "scale", tern.params = [@second, @first]}
// CHECK: call @named.fill({{.*}}) {tern.op = "fill", tern.params = []}
tern.param @empty : tensor<0xf32> {tern.offset = 0 : i64}
tern.param @first : tensor<32xf32> {tern.offset = 0 : i64}
tern.param @second : tensor<32xf32> {tern.offset = 128 : i64}
func.func @tern_named(%weights: memref<256xi8>, %arena: memref<256xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                      %logits: memref<1x1xf32>, %tokens: index, %position: index, %first: index,
                      %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant 0.0 : f32
  %a = memref.view %arena[%c0][] : memref<256xi8> to memref<32xf32>
  %v = memref.view %weights[%c0][] : memref<256xi8> to memref<32xf32>
  %w = memref.view %weights[%c128][] : memref<256xi8> to memref<32xf32>
  scf.forall (%i) in (32) {
    %x = memref.load %v[%i] : memref<32xf32>
    %y = memref.load %w[%i] : memref<32xf32>
    %z = arith.mulf %x, %y : f32
    memref.store %z, %a[%i] : memref<32xf32>
  } loc("scale")
  scf.forall (%i) in (32) {
    %x = memref.load %w[%i] : memref<32xf32>
    %y = memref.load %v[%i] : memref<32xf32>
    %z = arith.mulf %x, %y : f32
    memref.store %z, %a[%i] : memref<32xf32>
  } loc("scale")
  scf.forall (%i) in (32) {
    memref.store %zero, %a[%i] : memref<32xf32>
  } loc("fill")
  return
}

// Loops that join are one stage with all their names. Of the second a worker has the share of another one.
// CHECK-LABEL: func.func private @joined.fill_copy(
// CHECK-SAME: %[[ITS_WORKER:[a-z0-9]+]]: index, %[[ITS_WORKERS:[a-z0-9]+]]: index)
// CHECK: scf.for
// CHECK: %[[ONCE:.*]] = arith.muli %[[ITS_WORKERS]], %c1_
// CHECK: %[[HALF:.*]] = arith.divui %[[ONCE]], %c2
// CHECK: %[[SUM:.*]] = arith.addi %[[ITS_WORKER]], %[[HALF]]
// CHECK: %[[WRAPPED:.*]] = arith.subi %[[SUM]], %[[ITS_WORKERS]]
// CHECK: %[[OTHER:.*]] = arith.minui %[[SUM]], %[[WRAPPED]]
// CHECK: arith.muli %{{.*}}, %[[OTHER]]
// CHECK: scf.for
// CHECK-LABEL: func.func @tern_joined
// CHECK: call @joined.fill_copy({{.*}}) {tern.op = "fill+copy", tern.params = []}
// CHECK-NEXT: return
func.func @tern_joined(%weights: memref<1xi8>, %arena: memref<256xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                       %logits: memref<1x1xf32>, %tokens: index, %position: index, %first: index,
                       %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %x = arith.constant 1.0 : f32
  %a = memref.view %arena[%c0][] : memref<256xi8> to memref<32xf32>
  %b = memref.view %arena[%c128][] : memref<256xi8> to memref<32xf32>
  scf.forall (%i) in (32) {
    memref.store %x, %a[%i] : memref<32xf32>
  } loc("fill")
  scf.forall (%i) in (32) {
    memref.store %x, %b[%i] : memref<32xf32>
  } {tern.joins} loc("copy")
  return
}
