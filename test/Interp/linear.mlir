// RUN: tern-interp %s f32:[[1,2],[3,-4]] bf16:[[1,0],[0.5,1],[-1,2]] | FileCheck %s

// CHECK: tensor<2x3xf32> = {{\[}}[1, 2.5, 3], [3, -2.5, -11]]
func.func @f(%x: tensor<?x2xf32>, %w: tensor<3x2xbf16>) -> tensor<?x3xf32> {
  %y = tern.linear %x, %w : tensor<?x2xf32>, tensor<3x2xbf16> -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}
