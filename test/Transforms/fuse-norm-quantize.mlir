// RUN: tern-opt --tern-fuse-norm-quantize %s | FileCheck %s

// CHECK-LABEL: func.func @fused
// CHECK: tern.rms_norm_quantize %{{.*}}, %{{.*}} eps 1.000000e-05
// CHECK-NOT: tern.rms_norm %
func.func @fused(%x: tensor<?x32xf32>, %w: tensor<32xf32>) -> (tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>) {
  %n = tern.rms_norm %x, %w eps 1.0e-05 : tensor<?x32xf32>, tensor<32xf32>
  %q, %s, %sum = tern.quantize %n : tensor<?x32xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
  return %q, %s, %sum : tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
}

// The normalised activations are read by something else too: they must be stored.
// CHECK-LABEL: func.func @other_reader
// CHECK: tern.rms_norm %
// CHECK: tern.quantize
func.func @other_reader(%x: tensor<?x32xf32>, %w: tensor<32xf32>) -> (tensor<?x32xi8>, tensor<?x32xf32>) {
  %n = tern.rms_norm %x, %w eps 1.0e-05 : tensor<?x32xf32>, tensor<32xf32>
  %q, %s, %sum = tern.quantize %n : tensor<?x32xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
  return %q, %n : tensor<?x32xi8>, tensor<?x32xf32>
}
