// RUN: tern-opt --convert-trit-to-x86 --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @vnni_512
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// CHECK-NOT: trit.dot
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  func.func @vnni_512(%acc: vector<16xi32>, %c: vector<64xi8>, %x: vector<64xi8>) -> vector<16xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<16xi32>, vector<64xi8>
    return %y : vector<16xi32>
  }
}

// -----

// Pairs are added in 16 bits and widened once.
// CHECK-LABEL: func.func @maddubs_256
// CHECK: %[[P0:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"
// CHECK: %[[P1:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"
// CHECK: %[[SUM:.*]] = arith.addi %[[P0]], %[[P1]] : vector<16xi16>
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%[[SUM]]
// CHECK: arith.addi %{{.*}}, %{{.*}} : vector<8xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @maddubs_256(%acc: vector<8xi32>, %c: vector<32xi8>, %x: vector<32xi8>) -> vector<8xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<8xi32>, vector<32xi8>
    return %y : vector<8xi32>
  }
}

// -----

// A target without an instruction leaves the operation to convert-trit-to-arith.
// CHECK-LABEL: func.func @generic
// CHECK: trit.dot
module attributes {trit.target = #trit.target<"none", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 4, dot = "generic">} {
  func.func @generic(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c], [%x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}
