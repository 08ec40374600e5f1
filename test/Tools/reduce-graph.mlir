// Of a graph remains what a pass fails on; poison stands for what it read.
// RUN: tern-reduce %s --reduce-graph=test=%S/Inputs/fails-to-pack.sh | FileCheck %s
// RUN: not tern-reduce %s --reduce-graph=test=/bin/true 2>&1 | FileCheck %s --check-prefix=TRUE

// CHECK: module
// CHECK-NEXT: tern.param @w
// CHECK-NEXT: func.func @f(%[[x:.*]]: tensor<?x24xf32>) -> tensor<?x40xf32>
// CHECK-NEXT: %[[w:.*]] = tern.use @w
// CHECK-NEXT: %[[s:.*]] = ub.poison : tensor<f32>
// CHECK-NEXT: %[[y:.*]] = tern.bit_linear %[[x]], %[[w]], %[[s]]
// CHECK-NEXT: return %[[y]]
// TRUE: error: reduce-graph: test=/bin/true: expected the exit status 1 for the whole module
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 4, dot = "maddubs">} {
  tern.param @norm : tensor<24xf32>
  tern.param @w : tensor<40x24x!tern.trit>
  tern.param @s : tensor<f32>
  func.func @f(%x: tensor<?x24xf32>) -> tensor<?x40xf32> {
    %n = tern.use @norm : tensor<24xf32>
    %h = tern.rms_norm %x, %n eps 1.000000e-05 : tensor<?x24xf32>, tensor<24xf32>
    %w = tern.use @w : tensor<40x24x!tern.trit>
    %s = tern.use @s : tensor<f32>
    %y = tern.bit_linear %h, %w, %s : tensor<?x24xf32>, tensor<40x24x!tern.trit>, tensor<f32> -> tensor<?x40xf32>
    %z = tern.add %y, %y : tensor<?x40xf32>
    return %z : tensor<?x40xf32>
  }
}
