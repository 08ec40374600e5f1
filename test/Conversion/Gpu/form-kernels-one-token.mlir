// In an entry of one token the loops of a stage of several take their tiles in turn, without divisions.
// RUN: tern-opt --tern-form-kernels --canonicalize %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK: gpu.func @decode.copies(
  // CHECK-DAG: %[[WORKER:.*]] = gpu.block_id  x
  // CHECK-DAG: %[[WORKERS:.*]] = gpu.grid_dim  x
  // CHECK-NOT: arith.divui
  // CHECK: scf.for %[[I:.*]] = %[[WORKER]] to %c8 step %[[WORKERS]]
  // CHECK: memref.store %{{.*}}, %{{.*}}[%[[I]]]
  // CHECK: scf.for %[[J:.*]] = %[[WORKER]] to %c4 step %[[WORKERS]]
  // CHECK: memref.store %{{.*}}, %{{.*}}[%[[J]]]
  func.func private @decode.copies(%a: memref<256xi8>, %from: index, %worker: index, %workers: index) {
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c8 = arith.constant 8 : index
    %zero = arith.constant 0.0 : f32
    %x = memref.view %a[%from][] : memref<256xi8> to memref<8xf32>
    %next = arith.addi %worker, %c1 : index
    %0 = arith.muli %worker, %c8 : index
    %begin = arith.divui %0, %workers : index
    %1 = arith.muli %next, %c8 : index
    %end = arith.divui %1, %workers : index
    scf.for %i = %begin to %end step %c1 {
      memref.store %zero, %x[%i] : memref<8xf32>
    }
    %2 = arith.muli %worker, %c4 : index
    %first = arith.divui %2, %workers : index
    %3 = arith.muli %next, %c4 : index
    %last = arith.divui %3, %workers : index
    scf.for %i = %first to %last step %c1 {
      memref.store %zero, %x[%i] : memref<8xf32>
    }
    return
  }
  func.func @tern_decode(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x4xf32>,
                         %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                         %worker: index, %workers: index) attributes {tern.entry} {
    %c0 = arith.constant 0 : index
    call @decode.copies(%a, %c0, %worker, %workers) {tern.op = "copies", tern.params = []}
        : (memref<256xi8>, index, index, index) -> ()
    return
  }
}
