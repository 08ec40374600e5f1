// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Where a worker is a warp of a GPU, which waits for each tile's reads, a tile of many tokens is three of six heads, all read before
// one is written; of one token it stays one.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 6)
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[TOKEN:.*]], %[[HEAD:.*]]) = (0, 0) to (%{{.*}}, 6) step (1, 3)
// CHECK: vector.transfer_read %[[HEADS:.*]][%[[TOKEN]], %[[HEAD]], %c0, %c0]
// CHECK: vector.transfer_read %[[HEADS]][%[[TOKEN]], %[[HEAD]], %c1, %c0]
// CHECK: %[[SECOND:.*]] = arith.addi %[[HEAD]], %c1
// CHECK: vector.transfer_read %[[HEADS]][%[[TOKEN]], %[[SECOND]], %c0, %c0]
// CHECK: %[[THIRD:.*]] = arith.addi %[[HEAD]], %c2
// CHECK-NOT: vector.transfer_write
// CHECK: vector.transfer_read %[[HEADS]][%[[TOKEN]], %[[THIRD]], %c1, %c0]
// CHECK-COUNT-6: vector.transfer_write
// CHECK-NOT: vector.transfer_write
// CHECK: scf.forall.in_parallel
module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  tern.param @table : tensor<16x384xf32>
  tern.param @rope : tensor<32x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x384xf32> {
    %table = tern.use @table : tensor<16x384xf32>
    %rope = tern.use @rope : tensor<32x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x384xf32> -> tensor<?x384xf32>
    %y = tern.rope %x, %rope at %position : tensor<?x384xf32>, tensor<32x64xf32>
    return %y : tensor<?x384xf32>
  }
}
