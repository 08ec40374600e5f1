// RUN: tern-opt --tern-form-entries=prefill-tokens=12 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// 16 registers hold two row tiles of four tokens, where pairs are added in 16 bits.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c4
// CHECK: trit.mmt {{.*}} tensor<2x2x32xi8>{{.*}} -> tensor<4x16xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
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
