// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// CHECK-LABEL: func.func @decode
// CHECK-SAME: %[[B:.*]]: vector<64xi8>
// CHECK-DAG: %[[MASK:.*]] = arith.constant dense<3> : vector<64xi8>
// CHECK: arith.andi %[[B]], %[[MASK]]
// CHECK: %[[SHIFTED:.*]] = arith.shrui %[[B]], %{{.*}}
// CHECK: arith.andi %[[SHIFTED]]
func.func @decode(%b: vector<64xi8>) -> (vector<64xi8>, vector<64xi8>) {
  %c:4 = trit.decode %b layout <i2, rows = 16> : vector<64xi8>
  return %c#0, %c#1 : vector<64xi8>, vector<64xi8>
}

// CHECK-LABEL: func.func @dot
// CHECK: arith.extui %{{.*}} : vector<16xi8> to vector<16xi32>
// CHECK: arith.extsi
// CHECK: arith.muli
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 4, 8, 12]
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [3, 7, 11, 15]
// CHECK-NOT: trit.dot
func.func @dot(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
  %y = trit.dot %acc, [%c], [%x] : vector<4xi32>, vector<16xi8>
  return %y : vector<4xi32>
}
