// RUN: tern-interp %s f32:[[1,2],[3,4]] f32:[[10,20],[30,40]] | FileCheck %s
// RUN: not tern-interp %s f32:[[1,2]] f32:[[10,20],[30,40]] 2>&1 | FileCheck %s --check-prefix=SHAPES

// CHECK: tensor<2x2xf32> = {{\[}}[11, 22], [33, 44]]
// SHAPES: 'tern.add' operands have different shapes: tensor<1x2xf32> and tensor<2x2xf32>
func.func @f(%a: tensor<?x2xf32>, %b: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %y = tern.add %a, %b : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
