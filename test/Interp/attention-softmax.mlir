// RUN: tern-interp %s f32:[[1.3862944]] index:1 | FileCheck %s

// Scores 0 and 0.5 * ln(4) = ln(2): weights 1/3 and 2/3 of the values 0 and 3.
// CHECK: tensor<1x1xf32> = {{\[}}[{{1.99999|2}}
func.func @f(%q: tensor<?x1xf32>, %p: index) -> tensor<?x1xf32> {
  %k = arith.constant dense<[[[0.0], [1.0]]]> : tensor<1x2x1xf32>
  %v = arith.constant dense<[[[0.0], [3.0]]]> : tensor<1x2x1xf32>
  %y = tern.attention %q, %k, %v at %p scale 5.000000e-01 : tensor<?x1xf32>, tensor<1x2x1xf32>, tensor<1x2x1xf32>
  return %y : tensor<?x1xf32>
}
