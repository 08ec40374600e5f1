// RUN: tern-opt --tern-quantize-head --split-input-file %s | FileCheck %s

// An embedding that is the head as well stays, and the head becomes parameters of its own.
// CHECK: tern.param @embed.int8_codes : tensor<8x4xi8> value #tern.head_part<int8_codes of "embed" : tensor<8x4xbf16>>
// CHECK: tern.param @embed.int8_scales : tensor<8xf32> value #tern.head_part<int8_scales of "embed" : tensor<8x4xbf16>>
// CHECK: tern.param @embed : tensor<8x4xbf16>
// CHECK-LABEL: func.func @forward
// CHECK: %[[H:.*]] = tern.embedding
// CHECK: %[[Q:.*]] = tern.use @embed.int8_codes
// CHECK: %[[S:.*]] = tern.use @embed.int8_scales
// CHECK: %[[Y:.*]] = tern.int8_linear %[[H]], %[[Q]] scales %[[S]]
// CHECK: return %[[Y]]
tern.param @embed : tensor<8x4xbf16>
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x8xf32> {
  %w = tern.use @embed : tensor<8x4xbf16>
  %h = tern.embedding %ids, %w : tensor<?xi32>, tensor<8x4xbf16> -> tensor<?x4xf32>
  %y = tern.linear %h, %w : tensor<?x4xf32>, tensor<8x4xbf16> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

// Any other head is no longer stored; a linear that is not the head stays as it is.
// CHECK-NOT: tern.param @head :
// CHECK-LABEL: func.func @forward
// CHECK: tern.linear %{{.*}}, %{{.*}} : tensor<?x4xf32>, tensor<4x4xf32>
// CHECK: tern.int8_linear
tern.param @embed : tensor<8x4xbf16>
tern.param @inner : tensor<4x4xf32>
tern.param @head : tensor<8x4xf16> from ["lm_head.weight"]
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x8xf32> {
  %e = tern.use @embed : tensor<8x4xbf16>
  %h = tern.embedding %ids, %e : tensor<?xi32>, tensor<8x4xbf16> -> tensor<?x4xf32>
  %i = tern.use @inner : tensor<4x4xf32>
  %x = tern.linear %h, %i : tensor<?x4xf32>, tensor<4x4xf32> -> tensor<?x4xf32>
  %w = tern.use @head : tensor<8x4xf16>
  %y = tern.linear %x, %w : tensor<?x4xf32>, tensor<8x4xf16> -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
