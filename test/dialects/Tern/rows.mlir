// Operations on a token's row, on tensors and on buffers.
// RUN: tern-opt %s | tern-opt | FileCheck %s

// CHECK-LABEL: func.func @tensors
func.func @tensors(%x: tensor<1x40xf32>, %w: tensor<40xf32>, %q: tensor<1x48xi8>, %s: tensor<1xf32>, %n: tensor<1xi32>)
    -> tensor<1x48xi8> {
  // CHECK: tern.quantize_row ins(%{{.*}} : tensor<1x40xf32>) norm(%{{.*}} : tensor<40xf32>) eps 1.000000e-05
  // CHECK-SAME: outs({{.*}}) -> tensor<1x48xi8>, tensor<1xf32>, tensor<1xi32>
  %a:3 = tern.quantize_row ins(%x : tensor<1x40xf32>) norm(%w : tensor<40xf32>) eps 1.000000e-05
    outs(%q, %s, %n : tensor<1x48xi8>, tensor<1xf32>, tensor<1xi32>) -> tensor<1x48xi8>, tensor<1xf32>, tensor<1xi32>
  return %a#0 : tensor<1x48xi8>
}

// CHECK-LABEL: func.func @buffers
func.func @buffers(%x: memref<1x40xf32>, %w: memref<40xf32>, %q: memref<1x48xi8>, %s: memref<1xf32>, %n: memref<1xi32>,
                   %y: memref<1x40xf32>) {
  // CHECK: tern.quantize_row ins(%{{.*}} : memref<1x40xf32>) outs(
  tern.quantize_row ins(%x : memref<1x40xf32>) outs(%q, %s, %n : memref<1x48xi8>, memref<1xf32>, memref<1xi32>)
  // CHECK: tern.normalize_row ins(%{{.*}}, %{{.*}} : memref<1x40xf32>, memref<40xf32>) eps 1.000000e-05 outs(
  tern.normalize_row ins(%x, %w : memref<1x40xf32>, memref<40xf32>) eps 1.000000e-05 outs(%y : memref<1x40xf32>)
  return
}
