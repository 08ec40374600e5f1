// RUN: tern-interp %s alternate=1 | FileCheck %s
// RUN: tern-interp %s fill=0 | FileCheck %s --check-prefix=ZERO

// Two rows of one column in tiles of four: byte 4r + 0 of plane 0 holds code w + 1, everything else the code 1 of a zero
// in all four planes: 0b01010101 = 85. Row 0 holds w = 1 (code 2: 86), row 1 w = -1 (code 0: 84).
// CHECK: tensor<1x1x16xi8> = {{\[\[}}[86, 85, 85, 85, 84, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85]]]
// CHECK: tensor<2x1x!tern.trit> = {{\[}}[1], [-1]]
// ZERO: tensor<1x1x16xi8> = {{\[\[}}[85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85]]]
func.func @f(%w: tensor<2x1x!tern.trit>) -> (tensor<1x1x16xi8>, tensor<2x1x!tern.trit>) {
  %p = trit.pack %w layout <i2, rows = 4> : tensor<2x1x!tern.trit> -> tensor<1x1x16xi8>
  %u = trit.unpack %p layout <i2, rows = 4> : tensor<1x1x16xi8> -> tensor<2x1x!tern.trit>
  return %p, %u : tensor<1x1x16xi8>, tensor<2x1x!tern.trit>
}
