// RUN: tern-opt --tern-form-entries="prefill-tokens=8 sequences=4" %s | FileCheck %s

// The caches of four sequences lie one after the other; ids, sequences and positions are rows of the ids. All
// logits are computed.
// CHECK: module attributes {{{.*}}tern.kv_bytes = 768 : i64{{.*}}tern.sequences = 4 : i64
// CHECK: func.func @tern_prefill
// CHECK: tern.tail
// CHECK: func.func @tern_batch({{.*}}, %[[KV:[a-z0-9]+]]: memref<3072xi8>, %[[IDS:[a-z0-9]+]]: memref<3x4xi32>, %{{.*}}: memref<4x8xf32>
// CHECK: %[[ALL:.*]] = bufferization.to_tensor %[[IDS]] restrict : memref<3x4xi32>
// CHECK: %[[OWN:.*]] = tensor.extract_slice %[[ALL]][0, 0] [1, 4] [1, 1] : tensor<3x4xi32> to tensor<4xi32>
// CHECK: %[[PLACES:.*]] = tensor.extract_slice %[[ALL]][1, 0] [2, 4] [1, 1] : tensor<3x4xi32> to tensor<2x4xi32>
// CHECK: %[[FLAT:.*]] = memref.view %[[KV]][%{{.*}}][] : memref<3072xi8> to memref<704xf32>
// CHECK: %[[CACHE:.*]] = memref.reinterpret_cast %[[FLAT]] to offset: [0], sizes: [4, 1, 16, 8], strides: [192, 128, 8, 1]
// CHECK: %[[K:.*]] = bufferization.to_tensor %[[CACHE]] restrict writable : memref<4x1x16x8xf32, strided<[192, 128, 8, 1]>> to tensor<4x1x16x8xf32>
// CHECK: tern.embedding %[[OWN]]
// CHECK: %[[X:.*]] = tern.rope %{{.*}}, %{{.*}} places(%[[PLACES]] : tensor<2x4xi32>) : tensor<4x8xf32>
// CHECK: %[[K1:.*]] = tern.kv_append %[[X]] into %[[K]] places(%[[PLACES]] : tensor<2x4xi32>) : tensor<4x8xf32>, tensor<4x1x16x8xf32>
// CHECK-NOT: tern.tail
// CHECK: bufferization.materialize_in_destination %[[K1]] in restrict writable %[[CACHE]]
tern.param @a : tensor<3x8xbf16>
tern.param @r : tensor<16x8xf32>
func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index, %k: tensor<1x16x8xf32>, %s: tensor<1x16xf32>)
    -> (tensor<?x8xf32>, tensor<1x16x8xf32>, tensor<1x16xf32>) {
  %a = tern.use @a : tensor<3x8xbf16>
  %r = tern.use @r : tensor<16x8xf32>
  %h = tern.embedding %ids, %a : tensor<?xi32>, tensor<3x8xbf16> -> tensor<?x8xf32>
  %x = tern.rope %h, %r at %pos : tensor<?x8xf32>, tensor<16x8xf32>
  %k1 = tern.kv_append %x into %k at %pos : tensor<?x8xf32>, tensor<1x16x8xf32>
  %t = tern.tail %x from %first : tensor<?x8xf32> -> tensor<?x8xf32>
  return %t, %k1, %s : tensor<?x8xf32>, tensor<1x16x8xf32>, tensor<1x16xf32>
}
