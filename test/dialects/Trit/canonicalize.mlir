// RUN: tern-opt --canonicalize %s | FileCheck %s

// Unpacking what was just packed is the weight itself.
// CHECK-LABEL: func.func @round_trip
// CHECK-SAME: %[[W:.*]]: tensor<40x24x!tern.trit>
// CHECK-NEXT: return %[[W]]
func.func @round_trip(%w: tensor<40x24x!tern.trit>) -> tensor<40x24x!tern.trit> {
  %p = trit.pack %w layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<3x2x64xi8>
  %u = trit.unpack %p layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<40x24x!tern.trit>
  return %u : tensor<40x24x!tern.trit>
}

// Rows that were padding become rows of the weight: that is another value.
// CHECK-LABEL: func.func @other_shape
// CHECK: trit.pack
// CHECK: trit.unpack
func.func @other_shape(%w: tensor<40x24x!tern.trit>) -> tensor<48x24x!tern.trit> {
  %p = trit.pack %w layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<3x2x64xi8>
  %u = trit.unpack %p layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<48x24x!tern.trit>
  return %u : tensor<48x24x!tern.trit>
}
