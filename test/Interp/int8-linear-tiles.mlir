// RUN: tern-interp %s f32:[[1,2,3,-4,4]] f32:[1,2] | FileCheck %s

// Two rows in a tile, five columns in two steps: of each step four codes of row 0, then of row 1, 128 more than they are. Row 0
// is 1 in column 3, row 1 is -1 in columns 0 and 4; what lies beyond the columns is not read.
// CHECK: tensor<1x2xf32> = {{\[}}[-4, -10]]
func.func @f(%x: tensor<?x5xf32>, %s: tensor<2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[[-128, -128, -128, -127, 127, -128, -128, -128], [-128, 9, 9, 9, 127, 9, 9, 9]]]> : tensor<1x2x8xi8>
  %y = tern.int8_linear %x, %w scales %s : tensor<?x5xf32>, tensor<1x2x8xi8>, tensor<2xf32> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
