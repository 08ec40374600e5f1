// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize --mlir-print-local-scope %s | FileCheck %s

// The product of a tile is computed right before its epilogue, into scratch of the tile's own size.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%[[N:.*]]) = (0) to (48) step (24)
// CHECK: %[[SCRATCH:.*]] = tensor.empty() : tensor<1x24xi32>
// CHECK: %[[ACC:.*]] = trit.mmt {{.*}} outs(%[[SCRATCH]] : tensor<1x24xi32>)
// CHECK: %[[A:.*]] = vector.transfer_read %[[ACC]]
// CHECK: %[[F:.*]] = arith.sitofp %[[A]] : vector<1x24xi32> to vector<1x24xf32>
// CHECK: %[[SCALE:.*]] = arith.mulf
// CHECK: %[[Y:.*]] = arith.mulf %[[F]], %[[SCALE]]
// CHECK: arith.addf %[[Y]]
// CHECK: vector.transfer_write
// CHECK-NOT: trit.mmt
// CHECK-LABEL: func.func @tern_prefill
module attributes {tern.schedule = {product = {decode_row_tiles = 4, prefill_row_tiles = 2}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @residuals : tensor<16x48xf32>
  tern.param @w : tensor<6x2x32xi8>
  tern.param @scale : tensor<48xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x48xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %residuals = tern.use @residuals : tensor<16x48xf32>
    %w = tern.use @w : tensor<6x2x32xi8>
    %scale = tern.use @scale : tensor<48xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %r = tern.embedding %ids, %residuals : tensor<?xi32>, tensor<16x48xf32> -> tensor<?x48xf32>
    %y = tern.fused_matmul %q, %s, %sum, %w, %scale residual %r : tensor<?x48xf32> layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>, tensor<6x2x32xi8>, tensor<48xf32> -> tensor<?x48xf32>
    return %y : tensor<?x48xf32>
  }
}
