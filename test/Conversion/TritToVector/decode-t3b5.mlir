// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// Eight fields of five bits begin in bytes 0 0 1 1 2 3 3 4; each comes with the byte behind it into a 16-bit lane, and a
// shift of its own brings it to bit 8.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: %[[B:.*]]: vector<10xi8>
// CHECK: %[[PAIRS:.*]] = vector.shuffle %[[B]], %[[B]] [0, 1, 0, 1, 1, 2, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 6,
// CHECK-SAME: 9, 9]
// CHECK: %[[WORDS:.*]] = vector.bitcast %[[PAIRS]] : vector<32xi8> to vector<16xi16>
// CHECK: dense<[8, 3, 6, 1, 4, 7, 2, 5, 8, 3, 6, 1, 4, 7, 2, 5]>
// CHECK: arith.shli %[[WORDS]]
// CHECK-COUNT-3: arith.trunci %{{.*}} : vector<16xi16> to vector<16xi8>
// CHECK-NOT: trit.decode
func.func @decode(%b: vector<10xi8>) -> (vector<16xi8>, vector<16xi8>, vector<16xi8>) {
  %c:3 = trit.decode %b layout <t3b5, rows = 4> : vector<10xi8>
  return %c#0, %c#1, %c#2 : vector<16xi8>, vector<16xi8>, vector<16xi8>
}
