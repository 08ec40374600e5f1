// RUN: tern-interp %s f32:[[127,1,-2,3]] trit:[[1,1,1,1],[0,-1,-1,1]] f32:0.5 | FileCheck %s

// s = 1, so the activations are their own codes.
// CHECK: tensor<1x2xf32> = {{\[}}[64.5, 2]]
func.func @f(%x: tensor<?x4xf32>, %w: tensor<2x4x!tern.trit>, %s: tensor<f32>) -> tensor<?x2xf32> {
  %y = tern.bit_linear %x, %w, %s : tensor<?x4xf32>, tensor<2x4x!tern.trit>, tensor<f32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
