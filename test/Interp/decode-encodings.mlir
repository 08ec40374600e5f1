// RUN: tern-interp %s | FileCheck %s

// Twenty bytes of ones are fields of 31, which no trits have: 31 is 1 + 3*1 + 9*3, and the last code shows it.
// CHECK: tensor<16xi8> = [1, 1, {{.*}}]
// CHECK: tensor<16xi8> = [1, 1, {{.*}}]
// CHECK: tensor<16xi8> = [3, 3, {{.*}}]
// 50 is 47/243 of 256, rounded up, and 47 is 0 1 2 0 2 in base 3.
// CHECK: tensor<16xi8> = [0, 0, {{.*}}]
// CHECK: tensor<16xi8> = [1, 1, {{.*}}]
// CHECK: tensor<16xi8> = [2, 2, {{.*}}]
// CHECK: tensor<16xi8> = [0, 0, {{.*}}]
// CHECK: tensor<16xi8> = [2, 2, {{.*}}]
// Sixteen fields of 31.
// CHECK: tensor<16xi8> = [1, 1, {{.*}}]
// CHECK: tensor<16xi8> = [3, 3, {{.*}}]
func.func @f() -> (vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>) {
  %t = arith.constant dense<-1> : vector<20xi8>
  %c:6 = trit.decode %t layout <t3b5, rows = 4> : vector<20xi8>
  %b = arith.constant dense<50> : vector<16xi8>
  %d:5 = trit.decode %b layout <base3, rows = 4> : vector<16xi8>
  %l = arith.constant dense<-1> : vector<40xi8>
  %e:12 = trit.decode %l layout <lut, rows = 4> : vector<40xi8>
  return %c#3, %c#4, %c#5, %d#0, %d#1, %d#2, %d#3, %d#4, %e#10, %e#11 : vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<16xi8>
}
