// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// The first fields are bits of the first 16 bytes; the second ones begin above them, and have two bits of the last four
// bytes, of which four copies are rotated by 0, 2, 4 and 6 bits.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: %[[B:.*]]: vector<20xi8>
// CHECK: %[[FIRST:.*]] = vector.extract_strided_slice %[[B]] {offsets = [0], sizes = [16]
// CHECK: %[[REST:.*]] = vector.extract_strided_slice %[[B]] {offsets = [16], sizes = [4]
// CHECK: %[[WORD:.*]] = vector.bitcast %[[REST]] : vector<4xi8> to vector<1xi32>
// CHECK: %[[COPIES:.*]] = vector.shuffle %[[WORD]], %[[WORD]] [0, 0, 0, 0]
// CHECK-DAG: %[[RIGHT:.*]] = arith.constant dense<[0, 2, 4, 6]>
// CHECK-DAG: arith.shrui %[[COPIES]], %[[RIGHT]]
// CHECK-DAG: %[[LEFT:.*]] = arith.constant dense<[0, 30, 28, 26]>
// CHECK-DAG: arith.shli %[[COPIES]], %[[LEFT]]
// CHECK: arith.shrui %[[FIRST]]
// CHECK-COUNT-6: arith.trunci %{{.*}} : vector<16xi16> to vector<16xi8>
// CHECK-NOT: trit.decode
func.func @decode(%b: vector<20xi8>) -> (vector<16xi8>, vector<16xi8>, vector<16xi8>) {
  %c:6 = trit.decode %b layout <t3b5, rows = 4> : vector<20xi8>
  return %c#0, %c#1, %c#5 : vector<16xi8>, vector<16xi8>, vector<16xi8>
}
