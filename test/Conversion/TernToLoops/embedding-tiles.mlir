// Where a worker is a warp of a GPU, four vectors of a token are a tile.
// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}, %[[FIRST:.*]]) = (0, 0) to (%{{.*}}, 256) step (1, 128)
// CHECK: scf.for %[[K:.*]] = %c0 to %c128 step %c32
// CHECK: %[[AT:.*]] = arith.addi %[[FIRST]], %[[K]]
// CHECK: vector.transfer_read %{{.*}}[%{{.*}}, %[[AT]]]
// CHECK: tensor.parallel_insert_slice %{{.*}} into %{{.*}}[%{{.*}}, %[[FIRST]]] [1, 128]
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  tern.param @table : tensor<16x256xbf16>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x256xf32> {
    %table = tern.use @table : tensor<16x256xbf16>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x256xbf16> -> tensor<?x256xf32>
    return %x : tensor<?x256xf32>
  }
}
