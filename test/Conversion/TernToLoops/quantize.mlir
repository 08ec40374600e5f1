// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// The largest magnitude, by its bits, so that NaN is the largest, then all columns of the layout: what lies beyond the features reads and is written as zero.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall
// CHECK: scf.forall (%[[TOKEN:.*]]) in (%{{.*}}) shared_outs({{.*}}) -> (tensor<1x32xi8>, tensor<1xf32>, tensor<1xi32>)
// CHECK: scf.for %{{.*}} = %c0 to %c24 step %c8
// CHECK: math.absf
// CHECK: arith.maxsi %{{.*}} : vector<8xi32>
// CHECK: arith.divf %cst{{.*}}, %{{.*}} : f32
// CHECK: scf.for %[[K:.*]] = %c0 to %c24 step %c8
// CHECK: vector.transfer_read %{{.*}}[%[[TOKEN]], %[[K]]], %{{.*}} {in_bounds = [true]} : tensor<1x24xf32>, vector<8xf32>
// CHECK: scf.yield
// CHECK: vector.transfer_read %{{.*}}[%[[TOKEN]], %c24], %{{.*}} : tensor<1x24xf32>, vector<8xf32>
// CHECK: math.roundeven
// CHECK: %[[INTEGER:.*]] = arith.fptosi
// CHECK: arith.trunci %[[INTEGER]] : vector<8xi32> to vector<8xi8>
// CHECK: vector.transfer_write %{{.*}} {in_bounds = [true]} : vector<8xi8>, tensor<1x32xi8>
// CHECK: arith.addi %{{.*}}, %[[INTEGER]] : vector<8xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<2x2x32xi8>
  tern.param @scale : tensor<f32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x16xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<2x2x32xi8>
    %scale = tern.use @scale : tensor<f32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x32xi8>, tensor<?xf32>, tensor<?xi32>
    %a = tern.matmul %q, %sum, %w layout(#trit.layout<i2, rows = 8>) : tensor<?x32xi8>, tensor<?xi32>, tensor<2x2x32xi8> -> tensor<?x16xi32>
    %y = tern.dequantize %a, %s, %scale : tensor<?x16xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x16xf32>
    return %y : tensor<?x16xf32>
  }
}
