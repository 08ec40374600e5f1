// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Rows go into the cache that the function was given; a worker takes groups, not tokens, as neighbouring
// tokens share cache lines where keys lie in blocks.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: %[[CACHE:.*]] = bufferization.to_tensor %[[VIEW:.*]] restrict writable : memref<2x32x16xf32>
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %[[TOKENS:.*]]) shared_outs(%[[OUT:.*]] = %[[CACHE]])
// CHECK: %[[P:.*]] = arith.addi %{{.*}}, %[[TOKEN]]
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[GROUP]], %[[P]], 0] [1, 1, 16]
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[VIEW]]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x32xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x32x16xf32>)
      -> (tensor<?x32xf32>, tensor<2x32x16xf32>) {
    %table = tern.use @table : tensor<16x32xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x32xf32> -> tensor<?x32xf32>
    %k1 = tern.kv_append %x into %k at %position : tensor<?x32xf32>, tensor<2x32x16xf32>
    return %x, %k1 : tensor<?x32xf32>, tensor<2x32x16xf32>
  }
}
