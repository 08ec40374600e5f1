// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Where threads attend to one token, each of 66 chunks of a group has a batch of 32 positions, or as many as the others.
// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[LENGTH:.*]] = arith.addi %{{.*}}, %c1
// CHECK: %[[BATCHES:.*]] = arith.ceildivui %[[LENGTH]], %c32
// CHECK: %[[CHUNKS:.*]] = arith.minui %[[BATCHES]], %c66
// CHECK: scf.forall (%[[GROUP:.*]], %[[CHUNK:.*]]) in (2, %[[CHUNKS]])
// CHECK: %[[FEW:.*]] = arith.cmpi ult, %{{.*}}, %c66
// CHECK: %[[PART:.*]] = arith.muli %{{.*}}, %[[CHUNK]]
// CHECK: %[[SHARE:.*]] = arith.divui %[[PART]], %c66
// CHECK: %[[BATCH:.*]] = arith.select %[[FEW]], %[[CHUNK]], %[[SHARE]]
// CHECK: %[[BEGIN:.*]] = arith.muli %[[BATCH]], %c32
// CHECK: %[[END:.*]] = arith.minui %[[LENGTH]]
// CHECK: tern.attend
// CHECK-SAME: positions(%[[BEGIN]], %[[END]]) visible %[[LENGTH]]
// A lane has the state of a chunk; the weights of 66 are three vectors. A tile is 32 of a head's 64 features.
// CHECK: scf.forall (%{{.*}}, %[[G:.*]], %[[HEAD:.*]], %[[FEATURE:.*]]) = (0, 0, 0, 0) to (%{{.*}}, 2, 2, 64) step (1, 1, 1, 32)
// CHECK-COUNT-3: vector.transfer_read %{{.*}}[%{{.*}}, %[[G]], %c0, %[[HEAD]]]
// CHECK: math.exp %{{.*}} : vector<32xf32>
// CHECK: scf.for %[[C:.*]] = %c0 to %{{.*}} step %c8
// CHECK-COUNT-8: vector.transfer_read %{{.*}}, %[[G]], %[[HEAD]], %[[FEATURE]]]
// CHECK-COUNT-8: vector.extract %{{.*}} : f32 from vector<32xf32>
// CHECK: arith.divf
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "dp4a">} {
  tern.param @table : tensor<16x256xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x40x64x64xf32>, %v: tensor<2x2560x64xf32>)
      -> (tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>) {
    %table = tern.use @table : tensor<16x256xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x256xf32> -> tensor<?x256xf32>
    %y = tern.attention %x, %k, %v at %position scale 2.5e-01 : tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>
    return %y, %k, %v : tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>
  }
}
