// RUN: tern-interp %s i32:[[10,-20],[3,4]] f32:[2,0.5] f32:3 f32:[1,10] | FileCheck %s

// CHECK: tensor<2x2xf32> = {{\[}}[15, -30], [18, 24]]
// CHECK: tensor<2x2xf32> = {{\[}}[5, -100], [6, 80]]
// CHECK: tensor<2x2xf32> = {{\[}}[5, -1], [6, 0.8{{.*}}]]
func.func @f(%acc: tensor<?x2xi32>, %s: tensor<?xf32>, %one: tensor<f32>, %rows: tensor<2xf32>)
    -> (tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) {
  %a = tern.dequantize %acc, %s, %one : tensor<?x2xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x2xf32>
  %b = tern.dequantize %acc, %s, %rows : tensor<?x2xi32>, tensor<?xf32>, tensor<2xf32> -> tensor<?x2xf32>
  %c = tern.dequantize %acc, %s, %rows divide : tensor<?x2xi32>, tensor<?xf32>, tensor<2xf32> -> tensor<?x2xf32>
  return %a, %b, %c : tensor<?x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}
