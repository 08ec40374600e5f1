// RUN: tern-opt --tern-form-entries %s | FileCheck %s

// A parameter that is used twice, as a tied table or the rotary table of every layer, is one value.
// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[NORM:.*]] = bufferization.to_tensor %{{.*}} restrict : memref<8xf32>
// CHECK-NOT: bufferization.to_tensor
// CHECK: %[[X:.*]] = tern.rms_norm %{{.*}}, %[[NORM]]
// CHECK-NOT: bufferization.to_tensor
// CHECK: tern.rms_norm %[[X]], %[[NORM]]
tern.param @table : tensor<3x8xf32>
tern.param @norm : tensor<8xf32>
func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index) -> tensor<?x8xf32> {
  %table = tern.use @table : tensor<3x8xf32>
  %h = tern.embedding %ids, %table : tensor<?xi32>, tensor<3x8xf32> -> tensor<?x8xf32>
  %a = tern.use @norm : tensor<8xf32>
  %x = tern.rms_norm %h, %a eps 1.0e-5 : tensor<?x8xf32>, tensor<8xf32>
  %b = tern.use @norm : tensor<8xf32>
  %y = tern.rms_norm %x, %b eps 1.0e-5 : tensor<?x8xf32>, tensor<8xf32>
  return %y : tensor<?x8xf32>
}
