// RUN: tern-interp %s | FileCheck %s

// 0b10000110 is the codes 2, 1, 0, 2 of planes 0 to 3.
// CHECK: tensor<16xi8> = [2, 2, {{.*}}]
// CHECK: tensor<16xi8> = [1, 1, {{.*}}]
// CHECK: tensor<16xi8> = [0, 0, {{.*}}]
// CHECK: tensor<16xi8> = [2, 2, {{.*}}]
// Each lane: 100 + 4 * 2 * -128 + 4 * 1 * 127.
// CHECK: tensor<4xi32> = [-416, -416, -416, -416]
func.func @f() -> (vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<4xi32>) {
  %block = arith.constant dense<0x86> : vector<16xi8>
  %c:4 = trit.decode %block layout <i2, rows = 4> : vector<16xi8>
  %acc = arith.constant dense<100> : vector<4xi32>
  %low = arith.constant dense<-128> : vector<16xi8>
  %high = arith.constant dense<127> : vector<16xi8>
  %y = trit.dot %acc, [%c#0, %c#1], [%low, %high] : vector<4xi32>, vector<16xi8>
  return %c#0, %c#1, %c#2, %c#3, %y : vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<4xi32>
}
