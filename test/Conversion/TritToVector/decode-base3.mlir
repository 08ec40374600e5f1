// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// Even and odd bytes are multiplied by 3 apart, five times.
// CHECK-LABEL: func.func @decode
// CHECK: vector.bitcast %{{.*}} : vector<16xi8> to vector<8xi16>
// CHECK-COUNT-10: arith.muli %{{.*}} : vector<8xi16>
// CHECK-NOT: arith.muli
// CHECK-NOT: trit.decode
func.func @decode(%b: vector<16xi8>) -> (vector<16xi8>, vector<16xi8>) {
  %c:5 = trit.decode %b layout <base3, rows = 4> : vector<16xi8>
  return %c#0, %c#4 : vector<16xi8>, vector<16xi8>
}
