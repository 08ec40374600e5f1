// One line, however much there is to say.
// RUN: not tern-interp %s > %t 2>&1 && FileCheck %s < %t

// CHECK: tern-interp: error: {{.*}}parse-error.mlir:[[#@LINE+2]]:34: use of undeclared SSA value name
// CHECK-NOT: {{.}}
func.func @f() -> index { return %y : index }
