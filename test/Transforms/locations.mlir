// An operation that fusion makes says which operations it was made of.
// RUN: tern-opt --fuse --mlir-print-debuginfo --mlir-print-local-scope %s | FileCheck %s

tern.param @wg : tensor<48x32x!tern.trit>
tern.param @wu : tensor<48x32x!tern.trit>
tern.param @wd : tensor<32x48x!tern.trit>
tern.param @s : tensor<f32>
tern.param @n : tensor<32xf32>

// CHECK: tern.rms_norm_quantize {{.*}} loc(fused["norm", "gate"])
// CHECK: tern.fused_glu {{.*}} loc(fused["gate", "up", "act"])
// CHECK: tern.fused_matmul {{.*}} residual {{.*}} loc(fused["down", "sum"])
func.func @forward(%x: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %0 = tern.use @wg : tensor<48x32x!tern.trit>
  %1 = tern.use @wu : tensor<48x32x!tern.trit>
  %2 = tern.use @wd : tensor<32x48x!tern.trit>
  %3 = tern.use @s : tensor<f32>
  %4 = tern.use @n : tensor<32xf32>
  %5 = tern.rms_norm %x, %4 eps 1.0e-5 : tensor<?x32xf32>, tensor<32xf32> loc("norm")
  %6 = tern.bit_linear %5, %0, %3 : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32> loc("gate")
  %7 = tern.bit_linear %5, %1, %3 : tensor<?x32xf32>, tensor<48x32x!tern.trit>, tensor<f32> -> tensor<?x48xf32> loc("up")
  %8 = tern.glu relu2 %6, %7 : tensor<?x48xf32> loc("act")
  %9 = tern.bit_linear %8, %2, %3 : tensor<?x48xf32>, tensor<32x48x!tern.trit>, tensor<f32> -> tensor<?x32xf32> loc("down")
  %10 = tern.add %9, %x : tensor<?x32xf32> loc("sum")
  return %10 : tensor<?x32xf32>
}
