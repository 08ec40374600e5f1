// RUN: tern-opt %s | tern-opt | FileCheck %s

// CHECK-LABEL: func.func @on_tensors
func.func @on_tensors(%q: tensor<1x2x2x64xf32>, %k: tensor<1x2x64xf32>, %table: tensor<512x64xf32>, %keys: tensor<2x8x64x64xi8>,
                      %rows: tensor<2x512x64xi8>, %scales: tensor<2x512xf32>, %p: index) -> tensor<1x2x2x64xf32> {
  // CHECK: tern.attend_token ins(%{{.*}} : tensor<1x2x2x64xf32>) next(%{{.*}}, %{{.*}} by %{{.*}} : tensor<1x2x64xf32>, tensor<1x2x64xf32>, tensor<512x64xf32>)
  // CHECK-SAME: scales(
  // CHECK-SAME: -> tensor<2x8x64x64xi8>, tensor<2x512x64xi8>, tensor<2x512xf32>, tensor<2x512xf32>, tensor<1x2x2x64xf32>
  %all:5 = tern.attend_token ins(%q : tensor<1x2x2x64xf32>)
      next(%k, %k by %table : tensor<1x2x64xf32>, tensor<1x2x64xf32>, tensor<512x64xf32>)
      caches(%keys, %rows : tensor<2x8x64x64xi8>, tensor<2x512x64xi8>)
      scales(%scales, %scales : tensor<2x512xf32>, tensor<2x512xf32>)
      outs(%q : tensor<1x2x2x64xf32>) at %p scale 1.250000e-01
      -> tensor<2x8x64x64xi8>, tensor<2x512x64xi8>, tensor<2x512xf32>, tensor<2x512xf32>, tensor<1x2x2x64xf32>
  return %all#4 : tensor<1x2x2x64xf32>
}

// CHECK-LABEL: func.func @on_buffers
func.func @on_buffers(%q: memref<1x4x128xf32>, %values: memref<16x4x128xf32>, %state: memref<16x4xf32>, %counters: memref<5xi32>,
                      %n: index, %g: index) {
  // CHECK: tern.merge_chunks ins(%{{.*}} of %{{.*}} counter %{{.*}}[%{{.*}}] : memref<5xi32> outs(%{{.*}} : memref<1x4x128xf32>)
  tern.merge_chunks ins(%values, %state, %state : memref<16x4x128xf32>, memref<16x4xf32>, memref<16x4xf32>)
                    of %n counter %counters[%g] : memref<5xi32> outs(%q : memref<1x4x128xf32>)
  return
}
