// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Twenty features are two vectors and a part of one, whose missing elements read as zero. A sum combines halves.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall
// CHECK: scf.forall (%[[TOKEN:.*]]) in
// CHECK: scf.for %[[K:.*]] = %c0 to %c20 step %c8
// CHECK: %[[X:.*]] = vector.transfer_read %[[IN:.*]][%[[TOKEN]], %[[K]]], %{{.*}} : tensor<8x20xf32>, vector<8xf32>
// CHECK: %[[SQUARE:.*]] = arith.mulf %[[X]], %[[X]] fastmath<contract>
// CHECK: arith.addf %{{.*}}, %[[SQUARE]] fastmath<contract>
// CHECK: arith.addf {{.*}} : vector<4xf32>
// CHECK: arith.addf {{.*}} : vector<2xf32>
// CHECK: math.sqrt
// CHECK: scf.for
// CHECK: vector.transfer_read %[[IN]]
// CHECK: vector.transfer_write %{{.*}}, %{{.*}}[%c0, %{{.*}}] : vector<8xf32>, tensor<1x20xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x20xf32>
  tern.param @w : tensor<20xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x20xf32> {
    %table = tern.use @table : tensor<16x20xf32>
    %w = tern.use @w : tensor<20xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x20xf32> -> tensor<?x20xf32>
    %y = tern.rms_norm %x, %w eps 1.0e-05 : tensor<?x20xf32>, tensor<20xf32>
    return %y : tensor<?x20xf32>
  }
}
