// RUN: tern-interp %s f32:[[1,2,3,4,5,6,7,8],[1,2,3,4,5,6,7,8]] index:0 | FileCheck %s
// RUN: not tern-interp %s f32:[[1,2,3,4,5,6,7,8],[1,2,3,4,5,6,7,8]] index:2 2>&1 | FileCheck %s --check-prefix=CONTEXT

// Two heads of four features; the pairs are (0, 2) and (1, 3) of a head. Row 0 of the table turns by nothing, row 1 the
// first pair by a quarter and the second by a half.
// CHECK: tensor<2x8xf32> = {{\[}}[1, 2, 3, 4, 5, 6, 7, 8], [-3, -2, 1, -4, -7, -6, 5, -8]]
// CONTEXT: 'tern.rope' positions [2, 2 + 2) are outside of the context of 3 tokens
func.func @f(%x: tensor<?x8xf32>, %p: index) -> tensor<?x8xf32> {
  %table = arith.constant dense<[[1.0, 1.0, 0.0, 0.0], [0.0, -1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]]> : tensor<3x4xf32>
  %y = tern.rope %x, %table at %p : tensor<?x8xf32>, tensor<3x4xf32>
  return %y : tensor<?x8xf32>
}
