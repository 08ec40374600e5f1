// Functions and weights that a failure does not need are left out.
// RUN: tern-reduce %s '--reduction-tree=traversal-mode=0 test=%S/Inputs/fails-to-pack.sh' 2>/dev/null | FileCheck %s

// CHECK: module
// CHECK-NEXT: tern.param @w
// CHECK-NEXT: func.func @bad
// CHECK-NEXT: tern.use
// CHECK-NEXT: return
// CHECK-NEXT: }
// CHECK-NEXT: }
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 4, dot = "maddubs">} {
  func.func @good(%x: tensor<?x24xf32>) -> tensor<?x24xf32> {
    %y = tern.add %x, %x : tensor<?x24xf32>
    return %y : tensor<?x24xf32>
  }
  tern.param @v : tensor<40x24x!tern.trit>
  tern.param @w : tensor<40x24x!tern.trit>
  func.func @bad() -> tensor<40x24x!tern.trit> {
    %w = tern.use @w : tensor<40x24x!tern.trit>
    return %w : tensor<40x24x!tern.trit>
  }
}
