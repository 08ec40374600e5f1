// Pairs meet in 16 bits, two of which meet in 32.
// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// CHECK-LABEL: func.func @dot
// CHECK-SAME: %[[ACC:.*]]: vector<4xi16>, %[[CODES:.*]]: vector<8xi8>, %[[X:.*]]: vector<8xi8>
func.func @dot(%acc: vector<4xi16>, %codes: vector<8xi8>, %x: vector<8xi8>) -> vector<4xi16> {
  // CHECK-DAG: %[[C:.*]] = arith.extui %[[CODES]] : vector<8xi8> to vector<8xi16>
  // CHECK-DAG: %[[A:.*]] = arith.extsi %[[X]] : vector<8xi8> to vector<8xi16>
  // CHECK: %[[P:.*]] = arith.muli %[[C]], %[[A]]
  // CHECK: %[[EVEN:.*]] = vector.shuffle %[[P]], %[[P]] [0, 2, 4, 6]
  // CHECK: %[[SUM:.*]] = arith.addi %[[ACC]], %[[EVEN]]
  // CHECK: %[[ODD:.*]] = vector.shuffle %[[P]], %[[P]] [1, 3, 5, 7]
  // CHECK: arith.addi %[[SUM]], %[[ODD]] : vector<4xi16>
  %y = trit.dot_pairs %acc, %codes, %x : vector<4xi16>, vector<8xi8>
  return %y : vector<4xi16>
}

// CHECK-LABEL: func.func @add
// CHECK-SAME: %[[ACC:.*]]: vector<2xi32>, %[[WORDS:.*]]: vector<4xi16>
func.func @add(%acc: vector<2xi32>, %words: vector<4xi16>) -> vector<2xi32> {
  // CHECK: %[[WIDE:.*]] = arith.extsi %[[WORDS]] : vector<4xi16> to vector<4xi32>
  // CHECK: vector.shuffle %[[WIDE]], %[[WIDE]] [0, 2]
  // CHECK: vector.shuffle %[[WIDE]], %[[WIDE]] [1, 3]
  // CHECK: arith.addi {{.*}} : vector<2xi32>
  %y = trit.add_pairs %acc, %words : vector<2xi32>, vector<4xi16>
  return %y : vector<2xi32>
}
