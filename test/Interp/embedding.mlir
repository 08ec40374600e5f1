// RUN: tern-interp %s i32:[2,0,2] bf16:[[1,2],[3,4],[5,6.5]] | FileCheck %s
// RUN: not tern-interp %s i32:[0,3] bf16:[[1,2],[3,4],[5,6.5]] 2>&1 | FileCheck %s --check-prefix=RANGE
// RUN: not tern-interp %s i32:[-1] bf16:[[1,2],[3,4],[5,6.5]] 2>&1 | FileCheck %s --check-prefix=NEGATIVE

// CHECK: tensor<3x2xf32> = {{\[}}[5, 6.5], [1, 2], [5, 6.5]]
// RANGE: tern-interp: error: {{.*}}embedding.mlir:[[#@LINE+3]]:8: 'tern.embedding' ids[1] is 3, expected one in [0, 3)
// NEGATIVE: ids[0] is -1, expected one in [0, 3)
func.func @f(%ids: tensor<?xi32>, %table: tensor<3x2xbf16>) -> tensor<?x2xf32> {
  %h = tern.embedding %ids, %table : tensor<?xi32>, tensor<3x2xbf16> -> tensor<?x2xf32>
  return %h : tensor<?x2xf32>
}
