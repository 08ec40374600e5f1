// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize --mlir-print-local-scope %s | FileCheck %s

// A worker takes 32 rows (four tiles of the layout) in decode; in prefill 16, for four tokens at a time.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%[[N:.*]]) = (0) to (64) step (32)
// CHECK: affine.apply affine_map<(d0) -> (d0 floordiv 8)>(%[[N]])
// CHECK: trit.mmt {{.*}} tensor<1x32xi8>, tensor<1xi32>, tensor<4x2x32xi8>{{.*}} -> tensor<1x32xi32>
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (16)
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c4
// CHECK: trit.mmt {{.*}} tensor<4x32xi8>, tensor<4xi32>, tensor<2x2x32xi8>{{.*}} -> tensor<4x16xi32>
module attributes {tern.schedule = {product = {decode_row_tiles = 4, prefill_row_tiles = 2}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<8x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<8x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %a = tern.matmul %q, %sum, %w layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xi32>, tensor<8x2x32xi8> -> tensor<?x64xi32>
    %y = tern.dequantize %a, %s, %scale : tensor<?x64xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}
