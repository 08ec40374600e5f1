// RUN: tern-interp %s --params=alternate | FileCheck %s
// RUN: tern-interp %s --params=minus-ones | FileCheck %s --check-prefix=MINUS
// RUN: tern-interp %s --params=random --seed=1 > %t.1 && tern-interp %s --params=random --seed=1 > %t.2 && cmp %t.1 %t.2
// RUN: tern-interp %s --params=random --seed=2 > %t.3 && not cmp -s %t.1 %t.3
// RUN: not tern-interp %s 2>&1 | FileCheck %s --check-prefix=NONE

// CHECK: tensor<2x3x!tern.trit> = {{\[}}[1, -1, 1], [-1, 1, -1]]
// MINUS: tensor<2x3x!tern.trit> = {{\[}}[-1, -1, -1], [-1, -1, -1]]
// NONE: 'tern.use' parameter 'w': has no value; expected a source of parameters
tern.param @w : tensor<2x3x!tern.trit>
func.func @f() -> tensor<2x3x!tern.trit> {
  %w = tern.use @w : tensor<2x3x!tern.trit>
  return %w : tensor<2x3x!tern.trit>
}
