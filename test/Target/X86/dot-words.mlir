// Bytes become words by shifts: upper ones by one, lower ones by two.
// RUN: tern-opt --convert-trit-to-x86 %s | FileCheck %s

// CHECK-LABEL: func.func @words
// CHECK-SAME: %[[ACC:.*]]: vector<8xi32>, %[[CODES:.*]]: vector<32xi8>, %[[EVEN:.*]]: vector<16xi16>, %[[ODD:.*]]: vector<16xi16>
// CHECK: %[[UPPER:.*]] = vector.bitcast %[[CODES]] : vector<32xi8> to vector<16xi16>
// CHECK: %[[LOWER:.*]] = arith.shli %[[UPPER]]
// CHECK: %[[C0:.*]] = arith.shrsi %[[LOWER]]
// CHECK: %[[P0:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%[[C0]], %[[EVEN]])
// CHECK: %[[SUM:.*]] = arith.addi %[[ACC]], %[[P0]]
// CHECK: %[[C1:.*]] = arith.shrsi %[[UPPER]]
// CHECK: %[[P1:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%[[C1]], %[[ODD]])
// CHECK: arith.addi %[[SUM]], %[[P1]] : vector<8xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @words(%acc: vector<8xi32>, %c: vector<32xi8>, %even: vector<16xi16>, %odd: vector<16xi16>) -> vector<8xi32> {
    %y = trit.dot_words %acc, %c, %even, %odd : vector<8xi32>, vector<32xi8>, vector<16xi16>
    return %y : vector<8xi32>
  }
}
