// RUN: tern-opt --tern-form-entries=prefill-tokens=20 --convert-tern-to-loops --canonicalize %s | FileCheck %s
// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s --check-prefix=SHORT

// Six tokens at a time if there are enough of them, for which weights are decoded once, of which the last ones are computed
// again in a tile that ends with them; else four at a time. Steps that are never so long have no such loop.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-SAME: %[[LIVE:[a-z0-9]+]]: index, %{{.*}}: index, %{{.*}}: index, %{{.*}}: !llvm.ptr
// CHECK: scf.forall
// CHECK: %[[ENOUGH:.*]] = arith.cmpi uge, %[[LIVE]], %c12
// CHECK: scf.if %[[ENOUGH]]
// CHECK: %[[LAST:.*]] = arith.subi %[[LIVE]], %c6
// CHECK: scf.for %[[T:.*]] = %c0 to %[[LIVE]] step %c6
// CHECK: arith.minui %[[T]], %[[LAST]]
// CHECK: trit.mmt {{.*}} -> tensor<6x16xi32>
// CHECK: else
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c4
// CHECK: trit.mmt {{.*}} -> tensor<4x16xi32>
// SHORT-NOT: tensor<6x16xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
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
