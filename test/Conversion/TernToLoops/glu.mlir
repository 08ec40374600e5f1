// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// silu(x) = x / (1 + exp(-x)).
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (32)
// CHECK: %[[NEGATIVE:.*]] = arith.negf %[[X:.*]] : vector<1x32xf32>
// CHECK: %[[EXP:.*]] = math.exp %[[NEGATIVE]]
// CHECK: %[[SUM:.*]] = arith.addf %[[EXP]], %{{.*}}
// CHECK: %[[SILU:.*]] = arith.divf %[[X]], %[[SUM]]
// CHECK: arith.mulf %[[SILU]], %{{.*}}
module attributes {tern.schedule = {product = {decode_row_tiles = 4, prefill_row_tiles = 2}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %y = tern.glu silu %x, %x : tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}
