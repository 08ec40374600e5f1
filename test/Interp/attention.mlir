// RUN: tern-interp %s f32:[[0,0,0,0],[0,0,0,0]] index:1 | FileCheck %s --check-prefix=MEAN
// RUN: tern-interp %s f32:[[1000,1000,-1000,-1000]] index:2 | FileCheck %s --check-prefix=PEAK
// RUN: not tern-interp %s f32:[[0,0,0,0],[0,0,0,0]] index:2 2>&1 | FileCheck %s --check-prefix=CONTEXT

// Four query heads of one feature share two groups: heads 0 and 1 read group 0. Equal scores give the mean of the
// values up to the token's position: 1.5 and 15 for positions 0..1, 2 and 20 for 0..2.
// MEAN: tensor<2x4xf32> = {{\[}}[1.5, 1.5, 15, 15], [2, 2, 20, 20]]
// Scores far apart give the value of the largest: keys rise, so position 2 for a positive query and 0 for a negative.
// PEAK: tensor<1x4xf32> = {{\[}}[3, 3, 10, 10]]
// CONTEXT: 'tern.attention' positions [2, 2 + 2) are outside of the context of 3 tokens
func.func @f(%q: tensor<?x4xf32>, %p: index) -> tensor<?x4xf32> {
  %k = arith.constant dense<[[[0.0], [1.0], [2.0]], [[0.0], [1.0], [2.0]]]> : tensor<2x3x1xf32>
  %v = arith.constant dense<[[[1.0], [2.0], [3.0]], [[10.0], [20.0], [30.0]]]> : tensor<2x3x1xf32>
  %y = tern.attention %q, %k, %v at %p scale 5.000000e-01 : tensor<?x4xf32>, tensor<2x3x1xf32>, tensor<2x3x1xf32>
  return %y : tensor<?x4xf32>
}
