// RUN: not tern-interp %s 2>&1 | FileCheck %s

// CHECK: 'tern.quantize' input[0, 1] is not finite
func.func @f() -> tensor<1x2xi8> {
  %x = arith.constant dense<[[1.0, 0x7F800000]]> : tensor<1x2xf32>
  %q, %s, %sum = tern.quantize %x : tensor<1x2xf32> -> tensor<1x2xi8>, tensor<1xf32>, tensor<1xi32>
  return %q : tensor<1x2xi8>
}
