// RUN: tern-interp %s f32:[[1,2,3,4],[5,6,7,8],[9,10,11,12]] index:2 | FileCheck %s
// RUN: tern-interp %s f32:[[1,2,3,4]] index:1 | FileCheck %s --check-prefix=NONE
// RUN: not tern-interp %s f32:[[1,2,3,4]] index:2 2>&1 | FileCheck %s --check-prefix=BEYOND

// CHECK: tensor<1x4xf32> = {{\[}}[9, 10, 11, 12]]
// CHECK: tensor<3x2xf32> = {{\[}}[2, 3], [6, 7], [10, 11]]
// NONE: tensor<0x4xf32> = []
// BEYOND: 'tern.tail' first token is 2, expected one in [0, 1]
func.func @f(%x: tensor<?x4xf32>, %first: index) -> (tensor<?x4xf32>, tensor<?x2xf32>) {
  %t = tern.tail %x from %first : tensor<?x4xf32> -> tensor<?x4xf32>
  %c = tern.columns %x from 1 : tensor<?x4xf32> -> tensor<?x2xf32>
  return %t, %c : tensor<?x4xf32>, tensor<?x2xf32>
}
