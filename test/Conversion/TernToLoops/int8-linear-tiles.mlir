// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize %s | FileCheck %s
// RUN: sed 's/lanes = 16/lanes = 8/' %s > %t.mlir
// RUN: not tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops %t.mlir 2>&1 | FileCheck %s --check-prefix=OTHER

// OTHER: error: 'tern.int8_linear' op cannot be lowered to loops; expected a graph after tern-pack-weights

// One token: digits of a step are eight bytes, upper before lower. Four steps are summed apart, one stream of codes is read and
// prefetched, and rows stay in their lanes.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall
// CHECK: vector.shuffle %{{.*}} [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23,
// CHECK: tensor<1x32x8xi8>
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (32)
// CHECK: scf.for %[[STEP:.*]] = %c0 to %c32 step %c4 {{.*}} -> (vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>)
// CHECK: memref.prefetch %{{.*}}[%[[TILE:.*]], %[[STEP]], %c8192], read, locality<3>
// CHECK: %[[W:.*]] = vector.transfer_read %{{.*}}[%[[TILE]], %[[STEP]], %c0]
// CHECK: trit.dot %{{.*}}, [%[[W]]], [%{{.*}}] : vector<16xi32>, vector<64xi8>
// CHECK: trit.dot %{{.*}}, [%[[W]]], [%{{.*}}]
// CHECK-NOT: vector.reduction
// CHECK: arith.sitofp %{{.*}} : vector<16xi32> to vector<16xf32>

// Of several tokens, digits of eight lie side by side, and sixteen sums read each code once.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: tensor<2x32x64xi8>
// CHECK: memref.prefetch %{{.*}}[%{{.*}}, %{{.*}}, %c8192], read, locality<3>
// CHECK: %[[MANY:.*]] = vector.transfer_read %{{.*}} : tensor<4x32x64xi8>, vector<64xi8>
// CHECK-COUNT-16: trit.dot %{{.*}}, [%[[MANY]]], [%{{.*}}]
// A rest of fewer leaves holes among its digits, which take the first-level cache's room.
// CHECK: memref.prefetch {{.*}} locality<2>
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<4x32x64xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<4x32x64xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int8_linear %x, %w scales %s : tensor<?x128xf32>, tensor<4x32x64xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}
