// RUN: tern-interp %s f32:[[1,2],[3,-4]] i8:[[1,0],[-127,127]] f32:[2,0.5] | FileCheck %s

// Activations are rounded to multiples of a 32512th of the largest: 3 is 24384 * 4 / 32512.
// CHECK: tensor<2x2xf32> = {{\[}}[2, 63.5], [6, -444.5]]
func.func @f(%x: tensor<?x2xf32>, %w: tensor<2x2xi8>, %s: tensor<2xf32>) -> tensor<?x2xf32> {
  %y = tern.int8_linear %x, %w scales %s : tensor<?x2xf32>, tensor<2x2xi8>, tensor<2xf32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
