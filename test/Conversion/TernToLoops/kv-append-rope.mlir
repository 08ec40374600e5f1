// RUN: tern-opt --tern-form-entries=prefill-tokens=4 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Keys that only the cache reads are rotated in the tile that appends them, to scratch of the tile; the queries have a stage of
// their own, and so do those of a cache whose heads are others.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %{{.*}})
// CHECK: %[[SCRATCH:.*]] = tensor.empty() : tensor<1x1x2x16xf32>
// CHECK: %[[ROTATED:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[SCRATCH]])
// CHECK: arith.subf
// CHECK: arith.addf
// CHECK: %[[HEAD:.*]] = tensor.collapse_shape %[[ROTATED]] {{\[\[}}0], [1], [2, 3]] : tensor<1x1x2x16xf32> into tensor<1x1x32xf32>
// CHECK: vector.transfer_read %[[HEAD]][%c0, %c0, %{{.*}}]
// CHECK: tensor.parallel_insert_slice
// CHECK: scf.forall
// CHECK: arith.subf
// CHECK: scf.forall
// CHECK: arith.subf
// CHECK: scf.forall
// CHECK-NOT: arith.subf
// CHECK: tensor.parallel_insert_slice
// CHECK-NOT: tern.rope
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  tern.param @rope : tensor<64x32xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %cache: tensor<2x64x32xf32>, %other: tensor<1x64x64xf32>) -> (tensor<?x64xf32>, tensor<2x64x32xf32>, tensor<1x64x64xf32>) {
    %table = tern.use @table : tensor<16x64xf32>
    %rope = tern.use @rope : tensor<64x32xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %k = tern.rope %x, %rope at %position : tensor<?x64xf32>, tensor<64x32xf32>
    %new = tern.kv_append %k into %cache at %position : tensor<?x64xf32>, tensor<2x64x32xf32>
    %y = tern.rope %x, %rope at %position : tensor<?x64xf32>, tensor<64x32xf32>
    %z = tern.rope %x, %rope at %position : tensor<?x64xf32>, tensor<64x32xf32>
    %more = tern.kv_append %z into %other at %position : tensor<?x64xf32>, tensor<1x64x64xf32>
    return %y, %new, %more : tensor<?x64xf32>, tensor<2x64x32xf32>, tensor<1x64x64xf32>
  }
}
