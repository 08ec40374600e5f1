// Bytes 0 and 2 of a lane times the words of one operand, bytes 1 and 3 times those of the other.
// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// CHECK-LABEL: func.func @dot
// CHECK-SAME: %[[ACC:.*]]: vector<2xi32>, %[[CODES:.*]]: vector<8xi8>, %[[EVEN:.*]]: vector<4xi16>, %[[ODD:.*]]: vector<4xi16>
func.func @dot(%acc: vector<2xi32>, %codes: vector<8xi8>, %even: vector<4xi16>, %odd: vector<4xi16>) -> vector<2xi32> {
  // CHECK: %[[C:.*]] = vector.shuffle %[[CODES]], %[[CODES]] [0, 2, 4, 6]
  // CHECK-DAG: %[[WIDE:.*]] = arith.extsi %[[C]] : vector<4xi8> to vector<4xi32>
  // CHECK-DAG: %[[X:.*]] = arith.extsi %[[EVEN]] : vector<4xi16> to vector<4xi32>
  // CHECK: %[[P:.*]] = arith.muli %[[WIDE]], %[[X]]
  // CHECK: vector.shuffle %[[P]], %[[P]] [0, 2]
  // CHECK: vector.shuffle %[[P]], %[[P]] [1, 3]
  // CHECK: vector.shuffle %[[CODES]], %[[CODES]] [1, 3, 5, 7]
  // CHECK: arith.extsi %[[ODD]]
  // CHECK: arith.muli
  %y = trit.dot_words %acc, %codes, %even, %odd : vector<2xi32>, vector<8xi8>, vector<4xi16>
  return %y : vector<2xi32>
}
