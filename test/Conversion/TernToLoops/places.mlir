// RUN: tern-opt --tern-form-entries="prefill-tokens=16 sequences=4" --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A token of a batch stands at a position of its own.
// CHECK-LABEL: func.func @tern_batch
// CHECK: scf.forall (%[[TOKEN:.*]], %{{.*}}) in (%[[LIVE:.*]], 4)
// CHECK: %[[P:.*]] = tensor.extract %[[PLACES:.*]][%c1, %[[TOKEN]]] : tensor<2x4xi32>
// CHECK: %[[POSITION:.*]] = arith.index_cast %[[P]]
// CHECK: vector.transfer_read %{{.*}}[%[[POSITION]], %c0,

// Its row goes to the cache of its own sequence.
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %[[LIVE]])
// CHECK: tensor.extract %[[PLACES]][%c1, %[[TOKEN]]]
// CHECK: %[[S:.*]] = tensor.extract %[[PLACES]][%c0, %[[TOKEN]]]
// CHECK: %[[SEQUENCE:.*]] = arith.index_cast %[[S]]
// CHECK: tensor.extract_slice %{{.*}}[%[[SEQUENCE]], %[[GROUP]], %{{.*}}, 0] [1, 1, 1, 16] [1, 1, 1, 1] : tensor<4x2x160x16xf32> to tensor<1x1x16xf32>
// CHECK: tensor.parallel_insert_slice %{{.*}} into %{{.*}}[%[[SEQUENCE]], %[[GROUP]], %{{.*}}, 0] [1, 1, 1, 16]

// A tile is one token of one group, and all positions of its sequence up to its own.
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %[[LIVE]])
// CHECK: %[[S:.*]] = tensor.extract %[[PLACES]][%c0, %[[TOKEN]]]
// CHECK: %[[SEQUENCE:.*]] = arith.index_cast %[[S]]
// CHECK: %[[P:.*]] = tensor.extract %[[PLACES]][%c1, %[[TOKEN]]]
// CHECK: %[[POSITION:.*]] = arith.index_cast %[[P]]
// CHECK: %[[LENGTH:.*]] = arith.addi %[[POSITION]], %c1
// CHECK: %[[KEYS:.*]] = tensor.extract_slice %{{.*}}[%[[SEQUENCE]], %[[GROUP]], 0, 0, 0] [1, 1, 3, 16, 64] {{.*}} to tensor<3x16x64xf32>
// CHECK: tern.attend ins(%{{.*}}, %[[KEYS]], %{{.*}} : tensor<1x2x16xf32>, tensor<3x16x64xf32>, tensor<160x16xf32>)
// CHECK-SAME: positions(%c0, %[[LENGTH]]) visible %[[LENGTH]] scale 2.500000e-01 normalize
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  tern.param @values : tensor<16x32xf32>
  tern.param @rope : tensor<160x16xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x3x16x64xf32>, %v: tensor<2x160x16xf32>)
      -> (tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>) {
    %table = tern.use @table : tensor<16x64xf32>
    %values = tern.use @values : tensor<16x32xf32>
    %rope = tern.use @rope : tensor<160x16xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %w = tern.embedding %ids, %values : tensor<?xi32>, tensor<16x32xf32> -> tensor<?x32xf32>
    %q = tern.rope %x, %rope at %position : tensor<?x64xf32>, tensor<160x16xf32>
    %v1 = tern.kv_append %w into %v at %position : tensor<?x32xf32>, tensor<2x160x16xf32>
    %y = tern.attention %q, %k, %v1 at %position scale 2.5e-01 : tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>
    return %y, %k, %v1 : tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>
  }
}
