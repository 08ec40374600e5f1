// RUN: not tern-interp %s fill=-1 2>&1 | FileCheck %s

// CHECK: 'trit.unpack' code 3 for the trit [0, 0], expected 0, 1 or 2
func.func @f(%p: tensor<1x1x16xi8>) -> tensor<4x16x!tern.trit> {
  %w = trit.unpack %p layout <i2, rows = 4> : tensor<1x1x16xi8> -> tensor<4x16x!tern.trit>
  return %w : tensor<4x16x!tern.trit>
}
