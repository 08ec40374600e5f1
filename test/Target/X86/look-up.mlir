// RUN: tern-opt --convert-trit-to-x86 %s | FileCheck %s

module attributes {trit.target = #trit.target<"x86-64-v4", triple = "x86_64-unknown-linux-gnu", features = "+avx512bw", lanes = 16, dot = "maddubs">} {
  // CHECK-LABEL: func.func @lookUp
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512.permvar.hi.512"(%arg0, %arg1) : (vector<32xi16>, vector<32xi16>) -> vector<32xi16>
  func.func @lookUp(%t: vector<32xi16>, %i: vector<32xi16>) -> vector<32xi16> {
    %y = trit.look_up %t, %i : vector<32xi16>, vector<32xi16>
    return %y : vector<32xi16>
  }

  // Of fewer words there is no such instruction.
  // CHECK-LABEL: func.func @few
  // CHECK: trit.look_up
  func.func @few(%t: vector<32xi16>, %i: vector<16xi16>) -> vector<16xi16> {
    %y = trit.look_up %t, %i : vector<32xi16>, vector<16xi16>
    return %y : vector<16xi16>
  }

  // Thirty-two lanes are two vectors.
  // CHECK-LABEL: func.func @wide
  // CHECK: vector.extract_strided_slice %arg1 {offsets = [0], sizes = [64], strides = [1]}
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512.pmaddubs.w.512"
  // CHECK: vector.extract_strided_slice %arg1 {offsets = [64], sizes = [64], strides = [1]}
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512.pmaddubs.w.512"
  // CHECK: vector.insert_strided_slice {{.*}} {offsets = [16], strides = [1]}
  // CHECK-NOT: trit.dot
  func.func @wide(%acc: vector<32xi32>, %c: vector<128xi8>, %x: vector<128xi8>) -> vector<32xi32> {
    %y = trit.dot %acc, [%c], [%x] : vector<32xi32>, vector<128xi8>
    return %y : vector<32xi32>
  }
}
