// RUN: tern-interp %s --params=alternate | FileCheck %s

// CHECK: {{\[}}[127, -127], [127, -127]]
// CHECK: [0.007874016, 0.007874016]
tern.param @codes : tensor<2x2xi8> value #tern.head_part<int8_codes of "w" : tensor<2x2xf32>>
tern.param @scales : tensor<2xf32> value #tern.head_part<int8_scales of "w" : tensor<2x2xf32>>
func.func @f() -> (tensor<2x2xi8>, tensor<2xf32>) {
  %q = tern.use @codes : tensor<2x2xi8>
  %s = tern.use @scales : tensor<2xf32>
  return %q, %s : tensor<2x2xi8>, tensor<2xf32>
}
