// RUN: tern-opt --tern-decompose-bit-linear %s | FileCheck %s

// Two readers of one value share its quantisation.
// CHECK-LABEL: func.func @shared
// CHECK-SAME: (%[[X:.*]]: tensor<?x32xf32>, %[[W0:.*]]: tensor<16x32x!tern.trit>
// CHECK: %[[Q:.*]], %[[S:.*]], %[[SUM:.*]] = tern.quantize %[[X]]
// CHECK-NOT: tern.quantize
// CHECK: %[[ACC:.*]] = tern.matmul %[[Q]], %[[SUM]], %[[W0]]
// CHECK: tern.dequantize %[[ACC]], %[[S]]
// CHECK: tern.matmul %[[Q]], %[[SUM]]
// CHECK-NOT: tern.bit_linear
func.func @shared(%x: tensor<?x32xf32>, %w0: tensor<16x32x!tern.trit>, %w1: tensor<8x32x!tern.trit>,
                  %s: tensor<f32>) -> (tensor<?x16xf32>, tensor<?x8xf32>) {
  %a = tern.bit_linear %x, %w0, %s : tensor<?x32xf32>, tensor<16x32x!tern.trit>, tensor<f32> -> tensor<?x16xf32>
  %b = tern.bit_linear %x, %w1, %s : tensor<?x32xf32>, tensor<8x32x!tern.trit>, tensor<f32> -> tensor<?x8xf32>
  return %a, %b : tensor<?x16xf32>, tensor<?x8xf32>
}
