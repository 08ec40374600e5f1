// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Both products of a tile, then one epilogue: no gate and no up is stored.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}) = (0) to (48) step (24)
// CHECK: trit.mmt {{.*}} -> tensor<1x24xi32>
// CHECK: trit.mmt {{.*}} -> tensor<1x24xi32>
// CHECK: arith.maxnumf
// CHECK: vector.transfer_write {{.*}} vector<1x24xf32>
// CHECK-NOT: vector.transfer_write
// CHECK: bufferization.materialize_in_destination
module attributes {tern.schedule = {product = {decode_row_tiles = 4, prefill_row_tiles = 2}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @gate : tensor<6x2x32xi8>
  tern.param @up : tensor<6x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x48xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %gate = tern.use @gate : tensor<6x2x32xi8>
    %up = tern.use @up : tensor<6x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.fused_glu relu2 %q, %s, %sum, %gate, %scale, %up, %scale layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>, tensor<6x2x32xi8>, tensor<f32> -> tensor<?x48xf32>
    return %y : tensor<?x48xf32>
  }
}
