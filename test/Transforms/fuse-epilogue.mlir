// RUN: tern-opt --tern-decompose-bit-linear --tern-fuse-epilogue --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @residual
// CHECK-SAME: %[[H:[a-z0-9]+]]: tensor<?x16xf32>
// CHECK: %[[Y:.*]] = tern.fused_matmul {{.*}} residual %[[H]] : tensor<?x16xf32>
// CHECK-NEXT: return %[[Y]]
func.func @residual(%x: tensor<?x32xf32>, %h: tensor<?x16xf32>, %w: tensor<16x32x!tern.trit>,
                    %s: tensor<f32>) -> tensor<?x16xf32> {
  %p = tern.bit_linear %x, %w, %s : tensor<?x32xf32>, tensor<16x32x!tern.trit>, tensor<f32> -> tensor<?x16xf32>
  %y = tern.add %h, %p : tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// -----

// The product is read twice: it stays a value of its own.
// CHECK-LABEL: func.func @two_readers
// CHECK: tern.fused_matmul
// CHECK-NOT: residual
// CHECK: tern.add
func.func @two_readers(%x: tensor<?x32xf32>, %h: tensor<?x16xf32>, %w: tensor<16x32x!tern.trit>,
                       %s: tensor<f32>) -> (tensor<?x16xf32>, tensor<?x16xf32>) {
  %p = tern.bit_linear %x, %w, %s : tensor<?x32xf32>, tensor<16x32x!tern.trit>, tensor<f32> -> tensor<?x16xf32>
  %y = tern.add %h, %p : tensor<?x16xf32>
  return %y, %p : tensor<?x16xf32>, tensor<?x16xf32>
}
