// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A live token copies the row of its id, widened a vector at a time.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[IDS:[a-z0-9]+]]: memref<8xi32>, %{{.*}}: memref<8x24xf32>, %[[TOKENS:[a-z0-9]+]]: index
// CHECK: %[[ID_TENSOR:.*]] = bufferization.to_tensor %[[IDS]]
// CHECK: scf.forall (%[[TOKEN:.*]]) in (%[[TOKENS]])
// CHECK: %[[ID:.*]] = tensor.extract %[[ID_TENSOR]][%[[TOKEN]]]
// CHECK: %[[ROW:.*]] = arith.index_cast %[[ID]]
// CHECK: scf.for %[[K:.*]] = %c0 to %c24 step %c8
// CHECK: %[[X:.*]] = vector.transfer_read %{{.*}}[%[[ROW]], %[[K]]], %{{.*}} {in_bounds = [true]} : tensor<16x24xbf16>, vector<8xbf16>
// CHECK: arith.extf %[[X]]
// CHECK: vector.transfer_write
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xbf16>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x24xf32> {
    %table = tern.use @table : tensor<16x24xbf16>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xbf16> -> tensor<?x24xf32>
    return %x : tensor<?x24xf32>
  }
}
