// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A head of a token is a tile. Blocks of 16 positions up to its own are merged: scores, then a rescaled sum.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[TOKEN:.*]], %[[HEAD:.*]]) in (%{{.*}}, 4)
// CHECK: %[[GROUP:.*]] = arith.divui %[[HEAD]], %c2
// CHECK: %[[LAST:.*]] = arith.addi %{{.*}}, %[[TOKEN]]
// CHECK: %[[LENGTH:.*]] = arith.addi %[[LAST]], %c1
// CHECK: scf.for %[[BLOCK:.*]] = %c0 to %[[LENGTH]] step %c16
// CHECK: %[[LEFT:.*]] = arith.subi %[[LENGTH]], %[[BLOCK]]
// CHECK: %[[COUNT:.*]] = arith.minui %[[LEFT]], %c16
// CHECK: scf.for %{{.*}} = %c0 to %[[COUNT]]
// CHECK: vector.transfer_read %{{.*}}[%[[GROUP]],
// CHECK: math.exp %{{.*}} : vector<16xf32>
// CHECK: math.exp %{{.*}} : f32
// CHECK: scf.for %{{.*}} = %c0 to %[[COUNT]]
// CHECK: arith.divf
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x32x16xf32>, %v: tensor<2x32x16xf32>)
      -> (tensor<?x64xf32>, tensor<2x32x16xf32>, tensor<2x32x16xf32>) {
    %table = tern.use @table : tensor<16x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %y = tern.attention %x, %k, %v at %position scale 2.5e-01 : tensor<?x64xf32>, tensor<2x32x16xf32>
    return %y, %k, %v : tensor<?x64xf32>, tensor<2x32x16xf32>, tensor<2x32x16xf32>
  }
}
