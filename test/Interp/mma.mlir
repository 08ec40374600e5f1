// RUN: tern-interp %s | FileCheck %s

// Rows of codes 2 and 1, tokens of -128 and 127: 8 columns each, from 100.
// CHECK: tensor<4xi32> = [-1948, 2132, -924, 1116]
func.func @f() -> vector<4xi32> {
  %acc = arith.constant dense<100> : vector<4xi32>
  %codes = arith.constant dense<[2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]> : vector<16xi8>
  %x = arith.constant dense<[-128, -128, -128, -128, -128, -128, -128, -128, 127, 127, 127, 127, 127, 127, 127, 127]> : vector<16xi8>
  %y = trit.mma %acc, %codes, %x : vector<4xi32>, vector<16xi8>
  return %y : vector<4xi32>
}
