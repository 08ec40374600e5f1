// RUN: tern-interp %s f32:[[3,4,0,0],[0,0,0,0]] f32:[1,2,3,4] | FileCheck %s

// mean(x^2) = 25/4, its root 2.5; eps keeps a token of zeros finite.
// CHECK: tensor<2x4xf32> = {{\[}}[1.2{{.*}}, 3.2{{.*}}, 0, 0], [0, 0, 0, 0]]
func.func @f(%x: tensor<?x4xf32>, %w: tensor<4xf32>) -> tensor<?x4xf32> {
  %y = tern.rms_norm %x, %w eps 1.000000e-12 : tensor<?x4xf32>, tensor<4xf32>
  return %y : tensor<?x4xf32>
}
