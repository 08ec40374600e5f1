// RUN: tern-interp %s --function=head_norm f32:[[3,4,0,5]] f32:[1,2] | FileCheck %s --check-prefix=NORM
// RUN: tern-interp %s --function=bias f32:[[3,4],[5,6]] f32:[1,-2] | FileCheck %s --check-prefix=BIAS
// RUN: tern-interp %s --function=trit_linear f32:[[0.5,0.25,4]] trit:[[1,-1,0],[1,1,1]] f32:[2,10] | FileCheck %s --check-prefix=TRIT
// RUN: tern-interp %s --function=gelu f32:[[1,-1,0]] f32:[[1,2,3]] | FileCheck %s --check-prefix=GELU

// The heads [3, 4] and [0, 5] have the same root mean square, sqrt(12.5).
// NORM: tensor<1x4xf32> = {{\[}}[0.848{{.*}}, 2.26{{.*}}, 0, 2.82{{.*}}]]
func.func @head_norm(%x: tensor<?x4xf32>, %w: tensor<2xf32>) -> tensor<?x4xf32> {
  %y = tern.head_norm %x, %w eps 0.0 : tensor<?x4xf32>, tensor<2xf32>
  return %y : tensor<?x4xf32>
}

// BIAS: tensor<2x2xf32> = {{\[}}[4, 2], [6, 4]]
func.func @bias(%x: tensor<?x2xf32>, %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %y = tern.bias %x, %b : tensor<?x2xf32>, tensor<2xf32>
  return %y : tensor<?x2xf32>
}

// TRIT: tensor<1x2xf32> = {{\[}}[0.5, 47.5]]
func.func @trit_linear(%x: tensor<?x3xf32>, %w: tensor<2x3x!tern.trit>, %s: tensor<2xf32>) -> tensor<?x2xf32> {
  %y = tern.trit_linear %x, %w, %s : tensor<?x3xf32>, tensor<2x3x!tern.trit>, tensor<2xf32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// GELU: tensor<1x3xf32> = {{\[}}[0.84134{{.*}}, -0.31731{{.*}}, 0]]
// GELU: tensor<1x3xf32> = {{\[}}[0.84119{{.*}}, -0.31761{{.*}}, 0]]
func.func @gelu(%x: tensor<?x3xf32>, %u: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %a = tern.glu gelu %x, %u : tensor<?x3xf32>
  %b = tern.glu gelu_tanh %x, %u : tensor<?x3xf32>
  return %a, %b : tensor<?x3xf32>, tensor<?x3xf32>
}
