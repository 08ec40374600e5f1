// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Keys go into one column of a block, 127 / m times their size; the scale m / 127 goes beside.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%[[GROUP:.*]], %[[TOKEN:.*]]) in (2, %{{.*}}) shared_outs(%[[OUT:.*]] = %{{.*}}, %[[SCALES:.*]] = %{{.*}})
// CHECK: %[[P:.*]] = arith.addi %{{.*}}, %[[TOKEN]]
// CHECK: math.absf
// CHECK: %[[INVERSE:.*]] = arith.divf %{{.*}}, %[[M:.*]] : f32
// CHECK: %[[SCALE:.*]] = arith.divf %[[M]], %{{.*}} : f32
// CHECK: %[[BLOCK:.*]] = arith.divui %[[P]], %c64
// CHECK: %[[COLUMN:.*]] = arith.remui %[[P]], %c64
// CHECK: math.roundeven
// CHECK: vector.transfer_write %{{.*}} {in_bounds = [true], permutation_map = #{{.*}}} : vector<8xi8>, tensor<1x1x16x1xi8>
// CHECK: tensor.insert %[[SCALE]]
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%[[GROUP]], %[[BLOCK]], 0, %[[COLUMN]]] [1, 1, 16, 1]
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[SCALES]][%[[GROUP]], %[[P]]] [1, 1]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x32xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x1x16x64xi8>, %s: tensor<2x128xf32>)
      -> (tensor<?x32xf32>, tensor<2x1x16x64xi8>, tensor<2x128xf32>) {
    %table = tern.use @table : tensor<16x32xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x32xf32> -> tensor<?x32xf32>
    %k1, %s1 = tern.kv_append %x into %k scales(%s : tensor<2x128xf32>) at %position : tensor<?x32xf32>, tensor<2x1x16x64xi8> -> tensor<2x128xf32>
    return %x, %k1, %s1 : tensor<?x32xf32>, tensor<2x1x16x64xi8>, tensor<2x128xf32>
  }
}
