// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Rows move to the front, and what follows has as many as are left. A single token is all there is.
// CHECK-LABEL: func.func @tern_decode
// CHECK-COUNT-2: = scf.forall
// CHECK-NOT: = scf.forall
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[TOKENS:[a-z0-9]+]]: index, %{{.*}}: index, %[[FIRST:[a-z0-9]+]]: index, %{{.*}}: !llvm.ptr
// CHECK: scf.forall (%{{.*}}) in (%[[TOKENS]])
// CHECK: %[[LEFT:.*]] = arith.subi %[[TOKENS]], %[[FIRST]]
// CHECK: scf.forall (%[[TOKEN:.*]]) in (%[[LEFT]])
// CHECK: %[[SOURCE:.*]] = arith.addi %[[TOKEN]], %[[FIRST]]
// CHECK: vector.transfer_read %{{.*}}[%[[SOURCE]],
// CHECK: scf.forall (%{{.*}}) in (%[[LEFT]])
// CHECK: math.sqrt
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<24xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x24xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<24xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %t = tern.tail %x from %first : tensor<?x24xf32> -> tensor<?x24xf32>
    %y = tern.rms_norm %t, %w eps 1.0e-05 : tensor<?x24xf32>, tensor<24xf32>
    return %y : tensor<?x24xf32>
  }
}
