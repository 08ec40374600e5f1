// RUN: tern-opt --convert-trit-to-x86 --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @pairs_256
// CHECK: %[[P:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.ub.sw"(%[[C:.*]], %[[X:.*]])
// CHECK: %[[WORDS:.*]] = arith.addi %{{.*}}, %[[P]] : vector<16xi16>
// CHECK: %[[SUMS:.*]] = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%[[WORDS]]
// CHECK: arith.addi %{{.*}}, %[[SUMS]] : vector<8xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @pairs_256(%acc: vector<8xi32>, %words: vector<16xi16>, %c: vector<32xi8>, %x: vector<32xi8>) -> vector<8xi32> {
    %p = trit.dot_pairs %words, %c, %x : vector<16xi16>, vector<32xi8>
    %y = trit.add_pairs %acc, %p : vector<8xi32>, vector<16xi16>
    return %y : vector<8xi32>
  }
}

// -----

// CHECK-LABEL: func.func @pairs_512
// CHECK: llvm.call_intrinsic "llvm.x86.avx512.pmaddubs.w.512"
module attributes {trit.target = #trit.target<"x86-64-v4", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "maddubs">} {
  func.func @pairs_512(%words: vector<32xi16>, %c: vector<64xi8>, %x: vector<64xi8>) -> vector<32xi16> {
    %p = trit.dot_pairs %words, %c, %x : vector<32xi16>, vector<64xi8>
    return %p : vector<32xi16>
  }
}

// -----

// Another target's dot product adds at once.
// CHECK-LABEL: func.func @vnni
// CHECK: trit.dot_pairs
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  func.func @vnni(%words: vector<32xi16>, %c: vector<64xi8>, %x: vector<64xi8>) -> vector<32xi16> {
    %p = trit.dot_pairs %words, %c, %x : vector<32xi16>, vector<64xi8>
    return %p : vector<32xi16>
  }
}
