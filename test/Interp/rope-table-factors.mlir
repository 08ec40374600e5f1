// RUN: tern-interp %s | FileCheck %s

// Frequencies 1/2 and 0.01/4: cos and sin of 0, 0.5, 1 and of 0, 0.0025, 0.005.
// CHECK: tensor<3x4xf32> = {{\[}}[1, 1, 0, 0], [0.87758255, 0.9999969, 0.47942555, 0.002499997{{.*}}], [0.54030{{.*}}, 0.9999875, 0.84147{{.*}}, 0.00499997{{.*}}]]
tern.param @table : tensor<3x4xf32> value #tern.rope_table<theta = 1.000000e+04, factors = [2.0, 4.0]>
func.func @f() -> tensor<3x4xf32> {
  %t = tern.use @table : tensor<3x4xf32>
  return %t : tensor<3x4xf32>
}
