// RUN: tern-interp %s i8:[[1,2,3],[-128,127,5]] i32:[6,4] trit:[[1,1,1],[-1,0,1]] | FileCheck %s
// RUN: not tern-interp %s i8:[[1,2,3],[-128,127,5]] i32:[6,5] trit:[[1,1,1],[-1,0,1]] 2>&1 | FileCheck %s --check-prefix=SUMS
// RUN: not tern-interp %s i8:[[1,2,3]] i32:[6,4] trit:[[1,1,1],[-1,0,1]] 2>&1 | FileCheck %s --check-prefix=TOKENS

// CHECK: tensor<2x2xi32> = {{\[}}[6, 2], [4, 133]]
// SUMS: 'tern.matmul' sums[1] is 5, but the activations of the token add up to 4
// TOKENS: 'tern.matmul' number of sums is 2, but the number of tokens is 1
func.func @f(%x: tensor<?x3xi8>, %sum: tensor<?xi32>, %w: tensor<2x3x!tern.trit>) -> tensor<?x2xi32> {
  %y = tern.matmul %x, %sum, %w : tensor<?x3xi8>, tensor<?xi32>, tensor<2x3x!tern.trit> -> tensor<?x2xi32>
  return %y : tensor<?x2xi32>
}
