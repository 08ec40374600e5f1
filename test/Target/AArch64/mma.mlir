// RUN: tern-opt --convert-trit-to-aarch64 %s | FileCheck %s

// One token at a time stays a dot product of a lane.
// CHECK-LABEL: func.func @both
// CHECK: %[[M:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.smmla.v4i32.v16i8"(%[[ACC:.*]], %[[C:.*]], %[[X:.*]])
// CHECK: llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"(%[[M]], %[[C]], %[[X]])
module attributes {trit.target = #trit.target<"aarch64-linux-gnu+i8mm", triple = "aarch64-unknown-linux-gnu", features = "+neon,+dotprod,+i8mm", lanes = 4, dot = "smmla">} {
  func.func @both(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %m = trit.mma %acc, %c, %x : vector<4xi32>, vector<16xi8>
    %y = trit.dot %m, [%c], [%x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}
