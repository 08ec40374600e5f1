// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// The logits' buffer has a row for each live token and no more. A product computes no others, so it writes there itself.
// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[Y:.*]] = scf.forall {{.*}} -> (tensor<1x48xf32>)
// CHECK: bufferization.materialize_in_destination %[[Y]]
// CHECK-LABEL: func.func @tern_prefill
// CHECK: %[[Y:.*]] = scf.forall {{.*}} -> (tensor<8x48xf32>)
// CHECK-NOT: scf.forall (
// CHECK: bufferization.materialize_in_destination %[[Y]]
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
