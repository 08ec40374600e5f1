// RUN: not tern-interp %s index:1 2>&1 | FileCheck %s

// CHECK: tern-interp: error: {{.*}}unknown-op.mlir:[[#@LINE+2]]:8: 'arith.addi' is not an operation that the interpreter knows
func.func @f(%a: index) -> index {
  %b = arith.addi %a, %a : index
  return %b : index
}
