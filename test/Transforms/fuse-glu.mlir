// RUN: tern-opt --tern-decompose-bit-linear --tern-fuse-glu --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @fused
// CHECK-SAME: %[[WG:[a-z0-9]+]]: tensor<48x32x!tern.trit>, %[[WU:[a-z0-9]+]]: tensor<48x32x!tern.trit>
// CHECK: tern.fused_glu relu2 %{{.*}}, %{{.*}}, %{{.*}}, %[[WG]], %{{.*}}, %[[WU]]
// CHECK-NOT: tern.matmul
func.func @fused(%x: tensor<?x32xf32>, %wg: tensor<48x32x!tern.trit>, %wu: tensor<48x32x!tern.trit>,
                 %sg: tensor<f32>, %su: tensor<f32>) -> tensor<?x48xf32> {
  %g = tern.bit_linear %x, %wg, %sg : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32>
  %u = tern.bit_linear %x, %wu, %su : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32>
  %y = tern.glu relu2 %g, %u : tensor<?x48xf32>
  return %y : tensor<?x48xf32>
}

// -----

// The gate of one activation and the up projection of another stay apart.
// CHECK-LABEL: func.func @different_inputs
// CHECK-NOT: tern.fused_glu
// CHECK: tern.glu silu
func.func @different_inputs(%x: tensor<?x32xf32>, %z: tensor<?x32xf32>, %w: tensor<48x32x!tern.trit>,
                            %s: tensor<f32>) -> tensor<?x48xf32> {
  %g = tern.bit_linear %x, %w, %s : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32>
  %u = tern.bit_linear %z, %w, %s : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32>
  %y = tern.glu silu %g, %u : tensor<?x48xf32>
  return %y : tensor<?x48xf32>
}
