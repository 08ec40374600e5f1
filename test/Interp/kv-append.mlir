// RUN: tern-interp %s f32:[[1,2,3,4],[5,6,7,8]] fill=9 index:1 | FileCheck %s
// RUN: not tern-interp %s f32:[[1,2,3,4],[5,6,7,8]] fill=9 index:2 2>&1 | FileCheck %s --check-prefix=CONTEXT

// Two groups of two features: a token's first two go to group 0.
// CHECK: tensor<2x3x2xf32> = {{\[\[}}[9, 9], [1, 2], [5, 6]], {{\[}}[9, 9], [3, 4], [7, 8]]]
// CONTEXT: 'tern.kv_append' positions [2, 2 + 2) are outside of the context of 3 tokens
func.func @f(%x: tensor<?x4xf32>, %c: tensor<2x3x2xf32>, %p: index) -> tensor<2x3x2xf32> {
  %y = tern.kv_append %x into %c at %p : tensor<?x4xf32>, tensor<2x3x2xf32>
  return %y : tensor<2x3x2xf32>
}
