// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A block of 256 columns is three reads, four vectors of codes and eight dot products; the group of a lane has its factor.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (4)
// CHECK: memref.prefetch
// CHECK-COUNT-3: vector.transfer_read %{{.*}} : tensor<64x192xi8>, vector<64xi8>
// CHECK-COUNT-4: arith.ori
// CHECK-COUNT-8: trit.dot %{{.*}} : vector<16xi32>, vector<64xi8>
// CHECK: %[[F:.*]] = arith.extsi %{{.*}} : vector<16xi8> to vector<16xi32>
// CHECK: arith.muli %{{.*}}, %[[F]]
// CHECK-LABEL: func.func @tern_prefill
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<64x192xi8>
  tern.param @f : tensor<64x16xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<64x192xi8>
    %f = tern.use @f : tensor<64x16xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int6_linear %x, %w factors %f scales %s : tensor<?x128xf32>, tensor<64x192xi8>, tensor<64x16xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}
