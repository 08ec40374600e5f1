// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Four tokens at a time, then the rest, a tile of its own size: no token beyond the live ones is computed, and a row tile is
// decoded once for it.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[LIVE:[a-z0-9]+]]: index, %{{.*}}: index, %{{.*}}: index, %{{.*}}: !llvm.ptr
// CHECK: scf.forall (%{{.*}}) = (0) to (48) step (8)
// CHECK: %[[FOURS:.*]] = arith.muli %{{.*}}, %c4
// CHECK: scf.for %{{.*}} = %c0 to %[[FOURS]] step %c4
// CHECK: trit.mmt {{.*}} -> tensor<4x8xi32>
// CHECK: %[[REST:.*]] = arith.subi %[[LIVE]], %[[FOURS]]
// CHECK: %[[THREE:.*]] = arith.cmpi eq, %[[REST]], %c3
// CHECK: scf.if %[[THREE]]
// CHECK: trit.mmt {{.*}} -> tensor<3x8xi32>
// CHECK: %[[TWO:.*]] = arith.cmpi eq, %[[REST]], %c2
// CHECK: scf.if %[[TWO]]
// CHECK: trit.mmt {{.*}} -> tensor<2x8xi32>
// CHECK: %[[ONE:.*]] = arith.cmpi eq, %[[REST]], %c1
// CHECK: scf.if %[[ONE]]
// CHECK: trit.mmt {{.*}} -> tensor<1x8xi32>
module attributes {tern.schedule = {product = {prefill_row_tiles = 1}}, trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<6x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x48xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<6x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.fused_matmul %q, %s, %sum, %w, %scale layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>, tensor<6x2x32xi8>, tensor<f32> -> tensor<?x48xf32>
    return %y : tensor<?x48xf32>
  }
}
