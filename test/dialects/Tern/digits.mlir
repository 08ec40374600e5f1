// Codes times digits, on tensors and on buffers.
// RUN: tern-opt %s | tern-opt | FileCheck %s

// CHECK-LABEL: func.func @tensors
func.func @tensors(%w: tensor<32x64xi8>, %s: tensor<32xf32>, %u: tensor<8x128xi8>, %l: tensor<8x128xi8>, %sums: tensor<8x2xi32>,
                   %d: tensor<8x1xf32>, %n: index, %y: tensor<8x32xf32>) -> tensor<8x32xf32> {
  // CHECK: tern.multiply_digits ins(%{{.*}}, %{{.*}} : tensor<32x64xi8>, tensor<32xf32>) digits(
  // CHECK-SAME: tokens %{{.*}} outs(%{{.*}} : tensor<8x32xf32>) -> tensor<8x32xf32>
  %z = tern.multiply_digits ins(%w, %s : tensor<32x64xi8>, tensor<32xf32>)
    digits(%u, %l, %sums, %d : tensor<8x128xi8>, tensor<8x128xi8>, tensor<8x2xi32>, tensor<8x1xf32>)
    tokens %n outs(%y : tensor<8x32xf32>) -> tensor<8x32xf32>
  return %z : tensor<8x32xf32>
}

// CHECK-LABEL: func.func @buffers
func.func @buffers(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<8x64xi8>, %l: memref<8x64xi8>, %sums: memref<8x2xi32>,
                   %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // CHECK: tern.multiply_digits ins({{.*}}) digits({{.*}}) tokens %{{.*}} outs(%{{.*}} : memref<8x32xf32>)
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>)
    digits(%u, %l, %sums, %d : memref<8x64xi8>, memref<8x64xi8>, memref<8x2xi32>, memref<8x1xf32>)
    tokens %n outs(%y : memref<8x32xf32>)
  return
}
