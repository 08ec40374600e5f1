// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Of four tokens, then of two, two rows are summed together, each by two chains, to a scratch whose lanes are
// then added; of the token that is left, four rows after each other. A weight of one tile leaves the tokens to
// share.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[TOKENS:[a-z0-9]+]]: index, %{{.*}}: index, %{{.*}}: index, %{{.*}}: !llvm.ptr
// CHECK: scf.forall (%[[ROW:.*]]) = (0) to (44) step (4)
// CHECK: scf.for %{{.*}} = %c0 to %[[FOURS:.*]] step %c4
// CHECK: scf.for %{{.*}} = %c0 to %c4 step %c2 iter_args({{.*}}) -> (tensor<4x4x8xf32>)
// CHECK: scf.for %{{.*}} = %c0 to %c96 step %c32 {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>,
// CHECK: scf.for %{{.*}} = %[[FOURS]] to %[[PAIRS:.*]] step %c2
// CHECK: scf.for %{{.*}} = %[[PAIRS]] to %[[TOKENS]] step %c1
// CHECK-COUNT-4: scf.for %{{.*}} = %c0 to %c96 step %c32 {{.*}} -> (vector<8xf32>, vector<8xf32>)
// CHECK: vector.from_elements {{.*}} : vector<4xf32>
// CHECK: scf.forall (%{{.*}}) in (%[[TOKENS]])
// CHECK: vector.transfer_write {{.*}} vector<4xf32>, tensor<1x4xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x96xf32>
  tern.param @w : tensor<44x96xbf16>
  tern.param @v : tensor<4x44xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x4xf32> {
    %table = tern.use @table : tensor<16x96xf32>
    %w = tern.use @w : tensor<44x96xbf16>
    %v = tern.use @v : tensor<4x44xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x96xf32> -> tensor<?x96xf32>
    %y = tern.linear %x, %w : tensor<?x96xf32>, tensor<44x96xbf16> -> tensor<?x44xf32>
    %z = tern.linear %y, %v : tensor<?x44xf32>, tensor<4x44xf32> -> tensor<?x4xf32>
    return %z : tensor<?x4xf32>
  }
}
