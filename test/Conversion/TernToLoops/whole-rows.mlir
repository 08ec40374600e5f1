// Where threads share a token's row it stays whole. Of many tokens a row is a tile of a stage; of one token each worker of the
// product that reads it makes it, and there is no stage. What something else reads is a stage in any case.
// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  tern.param @table : tensor<64x64xf32>
  tern.param @n : tensor<64xf32>
  tern.param @w : tensor<2x4x128xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<64x64xf32>
    %n = tern.use @n : tensor<64xf32>
    %w = tern.use @w : tensor<2x4x128xi8>
    %scale = tern.use @scale : tensor<f32>
    // CHECK-LABEL: func.func @tern_decode
    // CHECK: scf.forall {{.*}} -> (tensor<1x64xf32>)
    // CHECK-NOT: tern.quantize_row
    // CHECK: scf.forall
    // CHECK: tern.quantize_row {{.*}} norm({{.*}}) eps 1.000000e-05
    // CHECK: trit.mmt
    // CHECK: scf.forall {{.*}} -> (tensor<1x64xf32>)
    // CHECK: tern.normalize_row
    // CHECK: scf.forall {{.*}} -> (tensor<1x64xi8>, tensor<1xf32>, tensor<1xi32>)
    // CHECK: tern.quantize_row ins({{.*}}) outs(
    // CHECK: scf.forall
    // CHECK: trit.mmt
    // CHECK-LABEL: func.func @tern_prefill
    // CHECK: scf.forall {{.*}} -> (tensor<8x64xi8>, tensor<8xf32>, tensor<8xi32>)
    // CHECK: tern.quantize_row {{.*}} tensor<1x64xf32>
    // CHECK: scf.forall
    // CHECK-NOT: tern.quantize_row
    // CHECK: trit.mmt
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<64x64xf32> -> tensor<?x64xf32>
    %q, %s, %sum = tern.rms_norm_quantize %x, %n eps 1.0e-05 : tensor<?x64xf32>, tensor<64xf32> -> tensor<?x64xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.fused_matmul %q, %s, %sum, %w, %scale layout(#trit.layout<i2, rows = 32>) : tensor<?x64xi8>, tensor<?xf32>, tensor<?xi32>, tensor<2x4x128xi8>, tensor<f32> -> tensor<?x64xf32>
    %z = tern.rms_norm %y, %n eps 1.0e-05 : tensor<?x64xf32>, tensor<64xf32>
    %q1, %s1, %sum1 = tern.quantize %z : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>, tensor<?xi32>
    %a = tern.matmul %q1, %sum1, %w layout(#trit.layout<i2, rows = 32>) : tensor<?x64xi8>, tensor<?xi32>, tensor<2x4x128xi8> -> tensor<?x64xi32>
    %l = tern.dequantize %a, %s1, %scale : tensor<?x64xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x64xf32>
    return %l : tensor<?x64xf32>
  }
}
