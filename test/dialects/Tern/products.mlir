// The examples of quantised arithmetic, word for word, through the custom and the generic syntax.
// RUN: tern-opt %s | tern-opt | FileCheck %s
// RUN: tern-opt --mlir-print-op-generic %s | tern-opt | FileCheck %s

// CHECK-LABEL: func.func @quantize
func.func @quantize(%x: tensor<?x256xf32>) {
  // CHECK: tern.quantize %{{.*}} : tensor<?x256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>
  %q, %s, %sum = tern.quantize %x : tensor<?x256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>
  return
}

// CHECK-LABEL: func.func @rms_norm_quantize
func.func @rms_norm_quantize(%x: tensor<?x256xf32>, %w: tensor<256xf32>) {
  // CHECK: tern.rms_norm_quantize %{{.*}}, %{{.*}} eps 1.000000e-05 : tensor<?x256xf32>, tensor<256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>
  %q, %s, %sum = tern.rms_norm_quantize %x, %w eps 1.000000e-05
     : tensor<?x256xf32>, tensor<256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>
  return
}

// CHECK-LABEL: func.func @matmul
func.func @matmul(%x: tensor<?x256xi8>, %sum: tensor<?xi32>, %w: tensor<768x256x!tern.trit>) {
  // CHECK: tern.matmul %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x256xi8>, tensor<?xi32>, tensor<768x256x!tern.trit> -> tensor<?x768xi32>
  %y = tern.matmul %x, %sum, %w
     : tensor<?x256xi8>, tensor<?xi32>, tensor<768x256x!tern.trit> -> tensor<?x768xi32>
  return
}

// A packed weight says how it lies.
// CHECK-LABEL: func.func @packed
func.func @packed(%x: tensor<?x256xi8>, %sum: tensor<?xi32>, %w: tensor<48x16x64xi8>) {
  // CHECK: tern.matmul %{{.*}}, %{{.*}}, %{{.*}} layout(#trit.layout<i2, rows = 16>) : tensor<?x256xi8>, tensor<?xi32>, tensor<48x16x64xi8> -> tensor<?x768xi32>
  %y = tern.matmul %x, %sum, %w layout(#trit.layout<i2, rows = 16>)
     : tensor<?x256xi8>, tensor<?xi32>, tensor<48x16x64xi8> -> tensor<?x768xi32>
  return
}

// CHECK-LABEL: func.func @dequantize
func.func @dequantize(%acc: tensor<?x768xi32>, %s: tensor<?xf32>, %ws: tensor<f32>) {
  // CHECK: tern.dequantize %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x768xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x768xf32>
  %y = tern.dequantize %acc, %s, %ws
     : tensor<?x768xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x768xf32>
  return
}

// CHECK-LABEL: func.func @fused_matmul
func.func @fused_matmul(%x: tensor<?x256xi8>, %s: tensor<?xf32>, %sum: tensor<?xi32>, %w: tensor<256x256x!tern.trit>,
                        %ws: tensor<f32>, %h: tensor<?x256xf32>) {
  // CHECK: tern.fused_matmul %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} residual %{{.*}} : tensor<?x256xf32> : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<256x256x!tern.trit>, tensor<f32> -> tensor<?x256xf32>
  %y = tern.fused_matmul %x, %s, %sum, %w, %ws residual %h : tensor<?x256xf32>
     : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<256x256x!tern.trit>, tensor<f32> -> tensor<?x256xf32>
  return
}

// CHECK-LABEL: func.func @fused_glu
func.func @fused_glu(%x: tensor<?x256xi8>, %s: tensor<?xf32>, %sum: tensor<?xi32>, %wg: tensor<768x256x!tern.trit>,
                     %sg: tensor<f32>, %wu: tensor<768x256x!tern.trit>, %su: tensor<f32>) {
  // CHECK: tern.fused_glu relu2 %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
  %y = tern.fused_glu relu2 %x, %s, %sum, %wg, %sg, %wu, %su
     : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
  return
}
