// RUN: tern-opt --tern-decompose-bit-linear --tern-fuse-parallel-matmuls %s | FileCheck %s

// The parameters are concatenated; those that nothing uses any more are gone.
// CHECK-NOT: tern.param @q :
// CHECK: tern.param @"q+k" : tensor<48x32x!tern.trit> from ["q", "k"]
// CHECK: tern.param @"q.s+k.s" : tensor<48xf32> from ["q.s", "k.s"] repeat [32, 16]
// CHECK-NOT: tern.param @q :
// CHECK-LABEL: func.func @f
// CHECK: %[[W:.*]] = tern.use @"q+k"
// CHECK: %[[S:.*]] = tern.use @"q.s+k.s"
// CHECK: %[[ACC:.*]] = tern.matmul %{{.*}}, %{{.*}}, %[[W]]
// CHECK: %[[ALL:.*]] = tern.dequantize %[[ACC]], %{{.*}}, %[[S]]
// CHECK: %[[Q:.*]] = tern.columns %[[ALL]] from 0 : tensor<?x48xf32> -> tensor<?x32xf32>
// CHECK: %[[K:.*]] = tern.columns %[[ALL]] from 32 : tensor<?x48xf32> -> tensor<?x16xf32>
// CHECK: return %[[Q]], %[[K]]
tern.param @q : tensor<32x32x!tern.trit>
tern.param @q.s : tensor<f32>
tern.param @k : tensor<16x32x!tern.trit>
tern.param @k.s : tensor<f32>
func.func @f(%x: tensor<?x32xf32>) -> (tensor<?x32xf32>, tensor<?x16xf32>) {
  %wq = tern.use @q : tensor<32x32x!tern.trit>
  %sq = tern.use @q.s : tensor<f32>
  %wk = tern.use @k : tensor<16x32x!tern.trit>
  %sk = tern.use @k.s : tensor<f32>
  %q = tern.bit_linear %x, %wq, %sq : tensor<?x32xf32>, tensor<32x32x!tern.trit>, tensor<f32> -> tensor<?x32xf32>
  %k = tern.bit_linear %x, %wk, %sk : tensor<?x32xf32>, tensor<16x32x!tern.trit>, tensor<f32> -> tensor<?x16xf32>
  return %q, %k : tensor<?x32xf32>, tensor<?x16xf32>
}
