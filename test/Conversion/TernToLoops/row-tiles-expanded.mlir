// RUN: tern-opt --tern-form-entries=prefill-tokens=32 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Where weights are decoded once, six tokens and four row tiles at a time: of two products that are computed together two
// each, which is what a worker's tile has otherwise too; of one twice as many, and few tokens take them in halves.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%{{.*}}) = (0) to (2048) step (64)
// CHECK: scf.if
// CHECK: scf.for %{{.*}} step %c6
// CHECK: trit.mmt {{.*}} -> tensor<6x64xi32>
// CHECK: else
// CHECK: scf.for %{{.*}} = %c0 to %c64 step %c32
// CHECK: scf.for %{{.*}} step %c8
// CHECK: trit.mmt {{.*}} -> tensor<8x32xi32>
// CHECK: scf.forall (%{{.*}}) = (0) to (1024) step (32)
// CHECK: scf.for %{{.*}} step %c6
// CHECK-COUNT-2: trit.mmt {{.*}} -> tensor<6x32xi32>
// Fewer than 32 tiles of 64 rows are too few for workers to share.
// CHECK: scf.forall (%{{.*}}) = (0) to (1984) step (32)
// CHECK-NOT: step %c6
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @table : tensor<16x16xf32>
  tern.param @w : tensor<128x1x64xi8>
  tern.param @gate : tensor<64x128x64xi8>
  tern.param @small : tensor<124x64x64xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x1984xf32> {
    %table = tern.use @table : tensor<16x16xf32>
    %w = tern.use @w : tensor<128x1x64xi8>
    %gate = tern.use @gate : tensor<64x128x64xi8>
    %small = tern.use @small : tensor<124x64x64xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x16xf32> -> tensor<?x16xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x16xf32> -> tensor<?x16xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.fused_matmul %q, %s, %sum, %w, %scale layout(#trit.layout<i2, rows = 16>) : tensor<?x16xi8>, tensor<?xf32>, tensor<?xi32>, tensor<128x1x64xi8>, tensor<f32> -> tensor<?x2048xf32>
    %q1, %s1, %sum1 = tern.quantize %y : tensor<?x2048xf32> -> tensor<?x2048xi8>, tensor<?xf32>, tensor<?xi32>
    %z = tern.fused_glu relu2 %q1, %s1, %sum1, %gate, %scale, %gate, %scale layout(#trit.layout<i2, rows = 16>) : tensor<?x2048xi8>, tensor<?xf32>, tensor<?xi32>, tensor<64x128x64xi8>, tensor<f32> -> tensor<?x1024xf32>
    %q2, %s2, %sum2 = tern.quantize %z : tensor<?x1024xf32> -> tensor<?x1024xi8>, tensor<?xf32>, tensor<?xi32>
    %o = tern.fused_matmul %q2, %s2, %sum2, %small, %scale layout(#trit.layout<i2, rows = 16>) : tensor<?x1024xi8>, tensor<?xf32>, tensor<?xi32>, tensor<124x64x64xi8>, tensor<f32> -> tensor<?x1984xf32>
    return %o : tensor<?x1984xf32>
  }
}
