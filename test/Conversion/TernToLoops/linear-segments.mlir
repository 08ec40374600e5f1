// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// The columns are summed in segments of 512, the last of which is shorter, and what does not fill a step of all chains
// vector by vector: 1320 = 2 * 512 + 288 + 8. Several tokens take 16 rows a tile.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[ROW:.*]]) = (0) to (48) step (16)
// CHECK: scf.for %[[BEGIN:.*]] = %c0 to %c1312 step %c512 iter_args({{.*}}) -> (tensor<16x4x8xf32>)
// CHECK: %[[NEXT:.*]] = arith.addi %[[BEGIN]], %c512
// CHECK: %[[END:.*]] = arith.minui %[[NEXT]], %c1312
// CHECK: scf.for %{{.*}} = %[[BEGIN]] to %[[END]] step %c32
// CHECK: scf.for %{{.*}} = %c0 to %c16 step %c1 iter_args({{.*}}) -> (tensor<16x4x8xf32>)
// CHECK: vector.transfer_read %{{.*}}[%{{.*}}, %c1312]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x1320xf32>
  tern.param @w : tensor<48x1320xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x48xf32> {
    %table = tern.use @table : tensor<16x1320xf32>
    %w = tern.use @w : tensor<48x1320xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x1320xf32> -> tensor<?x1320xf32>
    %y = tern.linear %x, %w : tensor<?x1320xf32>, tensor<48x1320xf32> -> tensor<?x48xf32>
    return %y : tensor<?x48xf32>
  }
}
