// RUN: tern-opt '--tern-quantize-head=type=int4-screen top=3' %s | FileCheck %s

// The stored head stays: rows of it are read.
// CHECK: module attributes {tern.exact_logits = 3 : i64}
// CHECK: tern.param @head.screen_high : tensor<8x64xi8> value #tern.head_part<screen_high of "lm_head.weight" : tensor<8x4xf16>>
// CHECK: tern.param @head.screen_low : tensor<8x64xi8> value #tern.head_part<screen_low of
// CHECK: tern.param @head.screen_bounds : tensor<8x4xf32> value #tern.head_part<screen_bounds of
// CHECK: tern.param @head : tensor<8x4xf16>
// CHECK: %[[Y:.*]] = tern.screened_linear %{{.*}}, %{{.*}} screen %{{.*}}, %{{.*}}, %{{.*}} top 3
// CHECK: return %[[Y]]
tern.param @embed : tensor<8x4xbf16>
tern.param @head : tensor<8x4xf16> from ["lm_head.weight"]
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x8xf32> {
  %e = tern.use @embed : tensor<8x4xbf16>
  %h = tern.embedding %ids, %e : tensor<?xi32>, tensor<8x4xbf16> -> tensor<?x4xf32>
  %w = tern.use @head : tensor<8x4xf16>
  %y = tern.linear %h, %w : tensor<?x4xf32>, tensor<8x4xf16> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
