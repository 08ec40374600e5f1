// A prompt's tokens that attend: workers take tiles in rounds, the second from the last worker on, and so on in turn.
// RUN: tern-opt --tern-form-kernels --canonicalize %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  // CHECK: gpu.func @prefill_attention(
  // CHECK-DAG: %[[WORKER:.*]] = gpu.block_id  x
  // CHECK-DAG: %[[WORKERS:.*]] = gpu.grid_dim  x
  // CHECK: %[[FEWER:.*]] = arith.subi %[[WORKERS]], %c1
  // CHECK: %[[OPPOSITE:.*]] = arith.subi %[[FEWER]], %[[WORKER]]
  // CHECK: arith.divui
  // CHECK: arith.remui
  // Of the last round's tiles the worker has one if its place is among them.
  // CHECK: %[[LAST:.*]] = arith.select %{{.*}}, %[[OPPOSITE]], %[[WORKER]]
  // CHECK: arith.cmpi ult, %[[LAST]], %{{.*}}
  // CHECK: scf.for %[[ROUND:.*]] = %c0 to %[[ROUNDS:.*]] step %c1 {
  // CHECK: %[[FIRST:.*]] = arith.muli %[[ROUND]], %[[WORKERS]]
  // CHECK: %[[ODD:.*]] = arith.andi %[[ROUND]], %c1
  // CHECK: %[[BACK:.*]] = arith.cmpi eq, %[[ODD]], %c1
  // CHECK: %[[PLACE:.*]] = arith.select %[[BACK]], %[[OPPOSITE]], %[[WORKER]]
  // CHECK: %[[TILE:.*]] = arith.addi %[[FIRST]], %[[PLACE]]
  // CHECK: memref.subview %{{.*}}[%[[TILE]], 0, 0]
  // CHECK: tern.attend
  func.func private @prefill.attention(%a: memref<65536xi8>, %kv: memref<65536xi8>, %live: index, %worker: index, %workers: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c9 = arith.constant 9 : index
    %x = memref.view %a[%c0][] : memref<65536xi8> to memref<16x4x64xf32>
    %k = memref.view %kv[%c0][] : memref<65536xi8> to memref<2x64x64xi8>
    %s = memref.view %kv[%c0][] : memref<65536xi8> to memref<128xf32>
    %v = memref.view %kv[%c0][] : memref<65536xi8> to memref<128x64xi8>
    %m = memref.alloca() : memref<8x4xf32>
    %next = arith.addi %worker, %c1 : index
    %0 = arith.muli %worker, %c9 : index
    %begin = arith.divui %0, %workers : index
    %1 = arith.muli %next, %c9 : index
    %end = arith.divui %1, %workers : index
    scf.for %i = %begin to %end step %c1 {
      %q = memref.subview %x[%i, 0, 0] [%live, 4, 64] [1, 1, 1] : memref<16x4x64xf32> to memref<?x4x64xf32, strided<[256, 64, 1], offset: ?>>
      tern.attend ins(%q, %k, %v : memref<?x4x64xf32, strided<[256, 64, 1], offset: ?>>, memref<2x64x64xi8>, memref<128x64xi8>)
        scales(%s, %s : memref<128xf32>, memref<128xf32>) outs(%q, %m, %m : memref<?x4x64xf32, strided<[256, 64, 1], offset: ?>>, memref<8x4xf32>, memref<8x4xf32>)
        positions(%c0, %live) visible %live scale 1.250000e-01 normalize
    }
    return
  }
  func.func @tern_prefill(%w: memref<64xi8>, %a: memref<65536xi8>, %kv: memref<65536xi8>, %ids: memref<16xi32>, %logits: memref<16x4xf32>,
                         %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                         %worker: index, %workers: index) attributes {tern.entry} {
    call @prefill.attention(%a, %kv, %tokens, %worker, %workers) {tern.op = "attention", tern.params = []}
      : (memref<65536xi8>, memref<65536xi8>, index, index, index) -> ()
    return
  }
}
