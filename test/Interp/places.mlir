// RUN: tern-interp %s f32:[[1,2],[3,4]] fill=9 i32:[[1,0],[0,2]] | FileCheck %s
// RUN: not tern-interp %s f32:[[1,2],[3,4]] fill=9 i32:[[1,2],[0,2]] 2>&1 | FileCheck %s --check-prefix=SEQUENCE
// RUN: not tern-interp %s f32:[[1,2],[3,4]] fill=9 i32:[[1,0],[0,3]] 2>&1 | FileCheck %s --check-prefix=CONTEXT

// Of two sequences the first token is the second's, at its first position, the other the first's, at its last.
// CHECK: tensor<2x1x3x2xf32> = {{\[\[\[}}[9, 9], [9, 9], [3, 4]]], {{\[\[}}[1, 2], [9, 9], [9, 9]]]]
// SEQUENCE: 'tern.kv_append' token 1 is of sequence 2, of which there are 2
// CONTEXT: 'tern.kv_append' positions [3, 3 + 1) are outside of the context of 3 tokens
func.func @f(%x: tensor<?x2xf32>, %c: tensor<2x1x3x2xf32>, %p: tensor<2x?xi32>) -> tensor<2x1x3x2xf32> {
  %y = tern.kv_append %x into %c places(%p : tensor<2x?xi32>) : tensor<?x2xf32>, tensor<2x1x3x2xf32>
  return %y : tensor<2x1x3x2xf32>
}
