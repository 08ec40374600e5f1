// RUN: tern-opt --convert-trit-to-aarch64 --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @sdot
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.aarch64.neon.sdot.v4i32.v16i8"
// CHECK-NOT: trit.dot
module attributes {trit.target = #trit.target<"aarch64-linux-gnu+dotprod", triple = "aarch64-unknown-linux-gnu", features = "+neon,+dotprod", lanes = 4, dot = "sdot">} {
  func.func @sdot(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}

// -----

// Products are added in 16 bits, in both halves; pairs and pairs of pairs once.
// CHECK-LABEL: func.func @smull
// CHECK-COUNT-4: arith.muli %{{.*}}, %{{.*}} : vector<8xi16>
// CHECK: %[[PAIRS:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.addp.v8i16"
// CHECK: %[[FOURS:.*]] = llvm.call_intrinsic "llvm.aarch64.neon.saddlp.v4i32.v8i16"(%[[PAIRS]])
// CHECK: arith.addi %{{.*}}, %[[FOURS]] : vector<4xi32>
module attributes {trit.target = #trit.target<"aarch64-linux-gnu", triple = "aarch64-unknown-linux-gnu", features = "+neon", lanes = 4, dot = "smull">} {
  func.func @smull(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}

// -----

// A target of another architecture is left alone.
// CHECK-LABEL: func.func @other
// CHECK: trit.dot
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  func.func @other(%acc: vector<16xi32>, %c: vector<64xi8>, %x: vector<64xi8>) -> vector<16xi32> {
    %y = trit.dot %acc, [%c], [%x] : vector<16xi32>, vector<64xi8>
    return %y : vector<16xi32>
  }
}
