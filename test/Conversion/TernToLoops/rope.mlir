// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A head of a token is a tile; its halves are a dimension, so that no vector crosses from one to the other.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[TOKENS:[a-z0-9]+]]: index, %[[POSITION:[a-z0-9]+]]: index, %{{.*}}: index, %{{.*}}: !llvm.ptr
// CHECK: scf.forall (%[[TOKEN:.*]], %[[HEAD:.*]]) in (%[[TOKENS]], 3)
// CHECK: %[[HEADS:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2, 3]] output_shape [8, 3, 2, 16]
// CHECK: %[[TABLE:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [32, 2, 16]
// CHECK: %[[P:.*]] = arith.addi %[[POSITION]], %[[TOKEN]]
// CHECK: scf.for %[[I:.*]] = %c0 to %c16 step %c8
// CHECK: vector.transfer_read %[[HEADS]][%[[TOKEN]], %[[HEAD]], %c0, %[[I]]]
// CHECK: vector.transfer_read %[[HEADS]][%[[TOKEN]], %[[HEAD]], %c1, %[[I]]]
// CHECK: vector.transfer_read %[[TABLE]][%[[P]], %c0, %[[I]]]
// CHECK: vector.transfer_read %[[TABLE]][%[[P]], %c1, %[[I]]]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x96xf32>
  tern.param @rope : tensor<32x32xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x96xf32> {
    %table = tern.use @table : tensor<16x96xf32>
    %rope = tern.use @rope : tensor<32x32xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x96xf32> -> tensor<?x96xf32>
    %y = tern.rope %x, %rope at %position : tensor<?x96xf32>, tensor<32x32xf32>
    return %y : tensor<?x96xf32>
  }
}
