// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// The squares of a hundred features are added up as PyTorch does on AVX2: three rows of 32 partial sums, whose vectors of
// eight are then added in turn, the rest one by one, and at last the lanes.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall
// CHECK: scf.forall (%[[TOKEN:.*]]) in
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1 iter_args(%[[ACC:.*]] = %{{.*}}) -> (vector<32xf32>)
// CHECK: %[[X:.*]] = vector.transfer_read %[[IN:.*]][%[[TOKEN]], %{{.*}}], %{{.*}} : tensor<8x100xf32>, vector<32xf32>
// CHECK: %[[SQUARE:.*]] = arith.mulf %[[X]], %[[X]] : vector<32xf32>
// CHECK: arith.addf %[[ACC]], %[[SQUARE]] : vector<32xf32>
// CHECK-COUNT-3: arith.addf %{{.*}}, %{{.*}} : vector<8xf32>
// CHECK: vector.transfer_read %[[IN]][%[[TOKEN]], %c96]
// CHECK-COUNT-8: arith.addf %{{.*}}, %{{.*}} : f32
// CHECK: math.sqrt
// CHECK: scf.for
// CHECK: vector.transfer_read %[[IN]]
// CHECK: vector.transfer_write %{{.*}}, %{{.*}}[%c0, %{{.*}}] : vector<8xf32>, tensor<1x100xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x100xf32>
  tern.param @w : tensor<100xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x100xf32> {
    %table = tern.use @table : tensor<16x100xf32>
    %w = tern.use @w : tensor<100xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x100xf32> -> tensor<?x100xf32>
    %y = tern.rms_norm %x, %w eps 1.0e-05 : tensor<?x100xf32>, tensor<100xf32>
    return %y : tensor<?x100xf32>
  }
}
