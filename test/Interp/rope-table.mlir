// RUN: tern-interp %s | FileCheck %s

// Frequencies 1 and 10000^(-1/2) = 0.01: cos and sin of 0, 1, 2 and of 0, 0.01, 0.02.
// CHECK: tensor<3x4xf32> = {{\[}}[1, 1, 0, 0], [0.5403023, 0.99995, 0.84147096, 0.00999983{{.*}}], [-0.41614684, 0.9998, 0.9092974, 0.0199986{{.*}}]]
tern.param @table : tensor<3x4xf32> value #tern.rope_table<theta = 1.000000e+04>
func.func @f() -> tensor<3x4xf32> {
  %t = tern.use @table : tensor<3x4xf32>
  return %t : tensor<3x4xf32>
}
