// RUN: tern-opt --tern-quantize-head=type=int6 %s | FileCheck %s

// CHECK: tern.param @embed.int6_codes : tensor<8x192xi8> value #tern.head_part<int6_codes of "embed" : tensor<8x4xbf16>>
// CHECK: tern.param @embed.int6_factors : tensor<8x16xi8> value #tern.head_part<int6_factors of
// CHECK: tern.param @embed.int6_scales : tensor<8xf32> value #tern.head_part<int6_scales of
// CHECK: tern.param @embed : tensor<8x4xbf16>
// CHECK: %[[Y:.*]] = tern.int6_linear %{{.*}}, %{{.*}} factors %{{.*}} scales %{{.*}}
// CHECK: return %[[Y]]
tern.param @embed : tensor<8x4xbf16>
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x8xf32> {
  %w = tern.use @embed : tensor<8x4xbf16>
  %h = tern.embedding %ids, %w : tensor<?xi32>, tensor<8x4xbf16> -> tensor<?x4xf32>
  %y = tern.linear %h, %w : tensor<?x4xf32>, tensor<8x4xbf16> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
