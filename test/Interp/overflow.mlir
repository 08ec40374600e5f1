// RUN: not tern-interp %s 2>&1 | FileCheck %s

// CHECK: 'trit.dot' lane 0 is 2147483651, which does not fit i32
func.func @f() -> vector<4xi32> {
  %acc = arith.constant dense<2147483647> : vector<4xi32>
  %one = arith.constant dense<1> : vector<16xi8>
  %y = trit.dot %acc, [%one], [%one] : vector<4xi32>, vector<16xi8>
  return %y : vector<4xi32>
}
