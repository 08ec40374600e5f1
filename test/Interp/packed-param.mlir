// RUN: tern-interp %s --params=alternate | FileCheck %s

// A parameter with a layout is used packed, its values those of the trits 1, -1, 1.
// CHECK: tensor<1x2xi32> = {{\[}}[2, -2]]
tern.param @w : tensor<2x3x!tern.trit> layout(#trit.layout<i2, rows = 4>)
func.func @f() -> tensor<1x2xi32> {
  %w = tern.use @w : tensor<1x1x16xi8>
  %x = arith.constant dense<[[127.0, 127.0, 2.0]]> : tensor<1x3xf32>
  %q, %s, %sum = tern.quantize %x : tensor<1x3xf32> -> tensor<1x16xi8>, tensor<1xf32>, tensor<1xi32>
  %y = tern.matmul %q, %sum, %w layout(#trit.layout<i2, rows = 4>)
     : tensor<1x16xi8>, tensor<1xi32>, tensor<1x1x16xi8> -> tensor<1x2xi32>
  return %y : tensor<1x2xi32>
}
