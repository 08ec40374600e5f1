// RUN: tern-interp %s f32:[[-2,0,3]] f32:[[5,5,5]] | FileCheck %s

// CHECK: tensor<1x3xf32> = {{\[}}[0, 0, 45]]
// silu(-2) = -0.238406, silu(3) = 2.857722.
// CHECK: tensor<1x3xf32> = {{\[}}[-1.19202{{.*}}, 0, 14.28861{{.*}}]]
func.func @f(%gate: tensor<?x3xf32>, %up: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %a = tern.glu relu2 %gate, %up : tensor<?x3xf32>
  %b = tern.glu silu %gate, %up : tensor<?x3xf32>
  return %a, %b : tensor<?x3xf32>, tensor<?x3xf32>
}
