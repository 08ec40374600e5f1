// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Tiled over columns like a product, a token at a time.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: trit.mmt
// CHECK: scf.forall (%{{.*}}) = (0) to (48) step (16)
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c1
// CHECK: arith.sitofp %{{.*}} : vector<1x16xi32> to vector<1x16xf32>
// CHECK: vector.transfer_write {{.*}} vector<1x16xf32>
module attributes {tern.schedule = {product = {decode_row_tiles = 4, prefill_row_tiles = 2}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<6x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x48xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<6x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %a = tern.matmul %q, %sum, %w layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xi32>, tensor<6x2x32xi8> -> tensor<?x48xi32>
    %y = tern.dequantize %a, %s, %scale : tensor<?x48xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x48xf32>
    return %y : tensor<?x48xf32>
  }
}
