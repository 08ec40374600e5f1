// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// A position's features go into a block of words, four at a time; those behind the last whole vector, too.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %{{.*}}) shared_outs(%[[OUT:.*]] = %{{.*}}, %{{.*}} = %{{.*}})
// CHECK: %[[BLOCK:.*]] = arith.divui %{{.*}}, %c64
// CHECK: %[[COLUMN:.*]] = arith.remui %{{.*}}, %c64
// CHECK: %[[WORD:.*]] = arith.divui %{{.*}}, %c4
// CHECK: vector.transfer_write %{{.*}}[%c0, %c0, %[[WORD]], %c0, %c0] {in_bounds = [true]} : vector<4xi8>, tensor<1x1x5x1x4xi8>
// CHECK: vector.transfer_write
// CHECK: scf.yield
// CHECK: vector.transfer_write %{{.*}}[%c0, %c0, %c4, %c0, %c0] {in_bounds = [true]} : vector<4xi8>, tensor<1x1x5x1x4xi8>
// CHECK-NOT: vector.transfer_write
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[GROUP]], %[[BLOCK]], 0, %[[COLUMN]], 0] [1, 1, 5, 1, 4]
module attributes {trit.target = #trit.target<"x86-64-v3-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "vnni">} {
  tern.param @table : tensor<16x40xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x1x5x64x4xi8>, %s: tensor<2x128xf32>)
      -> (tensor<?x40xf32>, tensor<2x1x5x64x4xi8>, tensor<2x128xf32>) {
    %table = tern.use @table : tensor<16x40xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x40xf32> -> tensor<?x40xf32>
    %k1, %s1 = tern.kv_append %x into %k scales(%s : tensor<2x128xf32>) at %position : tensor<?x40xf32>, tensor<2x1x5x64x4xi8> -> tensor<2x128xf32>
    return %x, %k1, %s1 : tensor<?x40xf32>, tensor<2x1x5x64x4xi8>, tensor<2x128xf32>
  }
}
