// RUN: tern-opt --tern-form-entries=prefill-tokens=8 %s | FileCheck %s

// Parameters get 64-byte aligned offsets, entries the ABI's signature and a fixed capacity of tokens.
// CHECK: module attributes {tern.kv_bytes = 512 : i64, tern.prefill_tokens = 8 : i64, tern.schedule = {step = {prefill_tokens = 8 : i64}}}
// CHECK: tern.param @a : tensor<3x8xbf16> {tern.offset = 0 : i64}
// CHECK: tern.param @b : tensor<8xf32> {tern.offset = 64 : i64}
// CHECK: tern.param @c : tensor<f32> {tern.offset = 128 : i64}
// CHECK-NOT: @forward
// CHECK: func.func @tern_decode(%[[W:[a-z0-9]+]]: memref<192xi8>, %{{.*}}: memref<?xi8>, %[[KV:[a-z0-9]+]]: memref<512xi8>, %{{.*}}: memref<1xi32>, %[[OUT:[a-z0-9]+]]: memref<1x8xf32>, %{{.*}}: index, %{{.*}}: index, %{{.*}}: index, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: index, %{{.*}}: index) attributes {tern.entry}
// CHECK: %[[CACHE:.*]] = memref.view %[[KV]]
// CHECK: bufferization.to_tensor %[[CACHE]] restrict writable : memref<1x16x8xf32>
// CHECK: memref.view %[[W]]
// CHECK: tern.embedding {{.*}} -> tensor<1x8xf32>
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[OUT]]
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[CACHE]]
// CHECK: func.func @tern_prefill
// CHECK: tern.embedding {{.*}} -> tensor<8x8xf32>
tern.param @a : tensor<3x8xbf16>
tern.param @b : tensor<8xf32>
tern.param @c : tensor<f32>
func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index, %k: tensor<1x16x8xf32>)
    -> (tensor<?x8xf32>, tensor<1x16x8xf32>) {
  %a = tern.use @a : tensor<3x8xbf16>
  %h = tern.embedding %ids, %a : tensor<?xi32>, tensor<3x8xbf16> -> tensor<?x8xf32>
  %k1 = tern.kv_append %h into %k at %pos : tensor<?x8xf32>, tensor<1x16x8xf32>
  return %h, %k1 : tensor<?x8xf32>, tensor<1x16x8xf32>
}
