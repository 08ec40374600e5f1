// RUN: tern-opt --convert-trit-to-wasm --split-input-file %s | FileCheck %s

// The codes are the second operand, that of seven bits.
// CHECK-LABEL: func.func @relaxed
// CHECK-SAME: %[[ACC:.*]]: vector<4xi32>, %[[C:.*]]: vector<16xi8>, %[[X:.*]]: vector<16xi8>
// CHECK: llvm.call_intrinsic "llvm.wasm.relaxed.dot.i8x16.i7x16.add.signed"(%[[X]], %[[C]], %[[ACC]])
module attributes {trit.target = #trit.target<"wasm32+relaxed-simd", triple = "wasm32-unknown-unknown", features = "+simd128,+relaxed-simd", lanes = 4, dot = "relaxed-dot">} {
  func.func @relaxed(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c], [%x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}

// -----

// CHECK-LABEL: func.func @extmul
// CHECK: %[[ONES:.*]] = arith.constant dense<1> : vector<8xi16>
// CHECK-COUNT-2: arith.muli %{{.*}}, %{{.*}} : vector<8xi16>
// CHECK: llvm.call_intrinsic "llvm.wasm.dot"(%{{.*}}, %[[ONES]])
// CHECK-COUNT-2: arith.muli %{{.*}}, %{{.*}} : vector<8xi16>
// CHECK: llvm.call_intrinsic "llvm.wasm.dot"(%{{.*}}, %[[ONES]])
// CHECK: vector.shuffle %{{.*}} [0, 2, 4, 6]
// CHECK: vector.shuffle %{{.*}} [1, 3, 5, 7]
module attributes {trit.target = #trit.target<"wasm32+simd128", triple = "wasm32-unknown-unknown", features = "+simd128", lanes = 4, dot = "extmul">} {
  func.func @extmul(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}
