// RUN: tern-interp %s f32:[[127,0.5,1.5,-0.5],[0,0,0,0],[-2,1,0.5,2]] | FileCheck %s

// Halves go to the even number: 0.5 to 0, 1.5 to 2. A token of zeros has the scale of 1e-5. The fifth and sixth columns
// are padding. The third token's 1 * 63.5 is a half as well: 64.
// CHECK: tensor<3x6xi8> = {{\[}}[127, 0, 2, 0, 0, 0], [0, 0, 0, 0, 0, 0], [-127, 64, 32, 127, 0, 0]]
// CHECK: tensor<3xf32> = [1, 12700000, 63.5]
// CHECK: tensor<3xi32> = [129, 0, 96]
func.func @f(%x: tensor<?x4xf32>) -> (tensor<?x6xi8>, tensor<?xf32>, tensor<?xi32>) {
  %q, %s, %sum = tern.quantize %x : tensor<?x4xf32> -> tensor<?x6xi8>, tensor<?xf32>, tensor<?xi32>
  return %q, %s, %sum : tensor<?x6xi8>, tensor<?xf32>, tensor<?xi32>
}
