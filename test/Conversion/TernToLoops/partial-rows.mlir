// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize --mlir-print-local-scope %s | FileCheck %s

// Twelve rows are a tile and a half: the last tile is masked. Five rows are less than one: workers share the tokens.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[N:.*]]) = (0) to (12) step (8)
// CHECK: %[[COLUMNS:.*]] = affine.min affine_map<(d0) -> (-d0 + 12, 8)>(%[[N]])
// CHECK: trit.mmt
// CHECK: vector.create_mask %{{.*}}, %{{.*}} : vector<4x8xi1>
// CHECK: vector.mask %{{.*}} { vector.transfer_write
// CHECK: scf.forall (%{{.*}}) in (%{{.*}})
// CHECK: trit.mmt {{.*}} -> tensor<1x5xi32>
// CHECK: vector.mask %{{.*}} { vector.transfer_write {{.*}} vector<1x8xf32>, tensor<1x5xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<2x2x32xi8>
  tern.param @v : tensor<1x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<1x16x12xf32>)
      -> (tensor<?x5xf32>, tensor<1x16x12xf32>) {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<2x2x32xi8>
    %v = tern.use @v : tensor<1x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.fused_matmul %q, %s, %sum, %w, %scale layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>, tensor<2x2x32xi8>, tensor<f32> -> tensor<?x12xf32>
    %z = tern.fused_matmul %q, %s, %sum, %v, %scale layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>, tensor<1x2x32xi8>, tensor<f32> -> tensor<?x5xf32>
    %k1 = tern.kv_append %y into %k at %position : tensor<?x12xf32>, tensor<1x16x12xf32>
    return %z, %k1 : tensor<?x5xf32>, tensor<1x16x12xf32>
  }
}
