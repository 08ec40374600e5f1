// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// The query is seen by groups. One token: a tile is one chunk of 128 positions of one group.
// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[LENGTH:.*]] = arith.addi %{{.*}}, %c1
// CHECK: %[[CHUNKS:.*]] = arith.ceildivui %[[LENGTH]], %c128
// CHECK: scf.forall (%[[GROUP:.*]], %[[CHUNK:.*]]) in (2, %[[CHUNKS]])
// CHECK: %[[BEGIN:.*]] = arith.muli %[[CHUNK]], %c128
// CHECK: %[[NEXT:.*]] = arith.addi %[[BEGIN]], %c128
// CHECK: %[[END:.*]] = arith.minui %[[LENGTH]], %[[NEXT]]
// CHECK: %[[KEYS:.*]] = tensor.extract_slice %{{.*}}[%[[GROUP]], 0, 0, 0] [1, 3, 16, 64]
// CHECK: tern.attend ins(%{{.*}}, %[[KEYS]], %{{.*}} : tensor<1x2x16xf32>, tensor<3x16x64xf32>, tensor<160x16xf32>)
// CHECK-SAME: positions(%[[BEGIN]], %[[END]]) visible %[[LENGTH]] scale 2.500000e-01 ->
// Then each head merges its chunks in their order, and divides.
// CHECK: scf.forall (%{{.*}}, %[[G:.*]], %[[HEAD:.*]]) in (%{{.*}}, 2, 2)
// CHECK: scf.for %[[C:.*]] = %c0 to %[[CHUNKS]] step %c1
// CHECK: tensor.extract %{{.*}}[%[[C]], %[[G]], %c0, %[[HEAD]]]
// CHECK: math.exp
// CHECK: arith.divf

// Many tokens: a tile is eight of them, with two heads each, of one group, and all positions up to the last one's.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) = (0, 0) to (2, %[[LIVE:.*]]) step (1, 8)
// CHECK: %[[LEFT:.*]] = arith.subi %[[LIVE]], %[[TOKEN]]
// CHECK: %[[COUNT:.*]] = arith.minui %[[LEFT]], %c8
// CHECK: %[[LAST:.*]] = arith.addi %{{.*}}, %[[TOKEN]]
// CHECK: %[[FIRST:.*]] = arith.addi %[[LAST]], %c1
// CHECK: tern.attend ins(%{{.*}} : tensor<?x2x16xf32>, tensor<3x16x64xf32>, tensor<160x16xf32>)
// CHECK-SAME: outs(%{{.*}} : tensor<?x2x16xf32>, tensor<8x2xf32>, tensor<8x2xf32>)
// CHECK-SAME: positions(%c0, %{{.*}}) visible %[[FIRST]] scale 2.500000e-01 normalize
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x3x16x64xf32>, %v: tensor<2x160x16xf32>)
      -> (tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>) {
    %table = tern.use @table : tensor<16x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %y = tern.attention %x, %k, %v at %position scale 2.5e-01 : tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>
    return %y, %k, %v : tensor<?x64xf32>, tensor<2x3x16x64xf32>, tensor<2x160x16xf32>
  }
}
