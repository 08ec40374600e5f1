// RUN: not tern-interp %s --params=ones 2>&1 | FileCheck %s

// CHECK: 'tern.use' parameter 'w': a layout packs trits [N, K], got tensor<4xf32>
tern.param @w : tensor<4xf32> layout(#trit.layout<i2, rows = 4>)
func.func @f() -> tensor<1x1x16xi8> {
  %w = tern.use @w : tensor<1x1x16xi8>
  return %w : tensor<1x1x16xi8>
}
