// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Many tokens and caches of i8, on a GPU that multiplies by matrices: a tile is so many tokens that their heads, here three,
// are at most eight rows for each of four warps. The last tokens, which see most, come first, of all groups.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[FIRST:.*]], %[[GROUP:.*]]) = (0, 0) to (%[[LIVE:.*]], 2) step (10, 1)
// CHECK: %[[TILES:.*]] = arith.ceildivui %[[LIVE]], %c10
// CHECK: %[[BEFORE:.*]] = arith.addi %[[TILES]], %c-1
// CHECK: %[[LAST:.*]] = arith.muli %[[BEFORE]], %c10
// CHECK: %[[TOKEN:.*]] = arith.subi %[[LAST]], %[[FIRST]]
// CHECK: tensor.extract_slice %{{.*}}[%[[TOKEN]], %[[GROUP]], 0, 0]
// CHECK: tern.attend ins(%{{.*}} : tensor<?x3x16xf32>, tensor<3x16x64xi8>, tensor<160x16xi8>)
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  tern.param @table : tensor<16x96xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x3x16x64xi8>, %v: tensor<2x160x16xi8>, %ks: tensor<2x256xf32>, %vs: tensor<2x256xf32>)
      -> (tensor<?x96xf32>, tensor<2x3x16x64xi8>, tensor<2x160x16xi8>, tensor<2x256xf32>, tensor<2x256xf32>) {
    %table = tern.use @table : tensor<16x96xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x96xf32> -> tensor<?x96xf32>
    %y = tern.attention %x, %k, %v scales(%ks, %vs : tensor<2x256xf32>, tensor<2x256xf32>) at %position scale 2.5e-01
      : tensor<?x96xf32>, tensor<2x3x16x64xi8>, tensor<2x160x16xi8>
    return %y, %k, %v, %ks, %vs : tensor<?x96xf32>, tensor<2x3x16x64xi8>, tensor<2x160x16xi8>, tensor<2x256xf32>, tensor<2x256xf32>
  }
}
