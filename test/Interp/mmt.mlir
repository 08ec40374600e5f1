// RUN: tern-interp %s random --params=random --seed=7 | FileCheck %s

// Five rows in tiles of four, 20 columns in blocks of 16: the padding must not show. The product with packed weights
// less that with the weights themselves is zero everywhere.
// CHECK: tensor<3x5xf32> = {{\[}}[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
tern.param @x : tensor<3x20xf32>
func.func @f(%w: tensor<5x20x!tern.trit>) -> tensor<3x5xf32> {
  %x = tern.use @x : tensor<3x20xf32>
  %q, %s, %sum = tern.quantize %x : tensor<3x20xf32> -> tensor<3x20xi8>, tensor<3xf32>, tensor<3xi32>
  %qp, %sp, %sump = tern.quantize %x : tensor<3x20xf32> -> tensor<3x32xi8>, tensor<3xf32>, tensor<3xi32>
  %a = tern.matmul %q, %sum, %w : tensor<3x20xi8>, tensor<3xi32>, tensor<5x20x!tern.trit> -> tensor<3x5xi32>
  %p = trit.pack %w layout <i2, rows = 4> : tensor<5x20x!tern.trit> -> tensor<2x2x16xi8>
  %out = tensor.empty() : tensor<3x5xi32>
  %b = trit.mmt ins(%qp, %sump, %p : tensor<3x32xi8>, tensor<3xi32>, tensor<2x2x16xi8>)
                outs(%out : tensor<3x5xi32>) layout <i2, rows = 4> -> tensor<3x5xi32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %minus = arith.constant dense<-1.0> : tensor<f32>
  %fa = tern.dequantize %a, %s, %one : tensor<3x5xi32>, tensor<3xf32>, tensor<f32> -> tensor<3x5xf32>
  %fb = tern.dequantize %b, %s, %minus : tensor<3x5xi32>, tensor<3xf32>, tensor<f32> -> tensor<3x5xf32>
  %y = tern.add %fa, %fb : tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}
