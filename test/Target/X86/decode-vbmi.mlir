// RUN: tern-opt --convert-trit-to-x86 %s | FileCheck %s

module attributes {trit.target = #trit.target<"x86-64-v4-vbmi", triple = "x86_64-unknown-linux-gnu", features = "+avx512vbmi", lanes = 16, dot = "vnni", encoding = t3b5>} {
  // The first 64 bytes are the indices of three look-ups as they are; those of three more are made of a shift of them and of a
  // rotation of four copies of the last 16.
  // CHECK-LABEL: func.func @decode
  // CHECK-SAME: %[[B:.*]]: vector<80xi8>
  // CHECK: %[[FIRST:.*]] = vector.extract_strided_slice %[[B]] {offsets = [0], sizes = [64]
  // CHECK: %[[LAST:.*]] = vector.extract_strided_slice %[[B]] {offsets = [64], sizes = [16]
  // CHECK-COUNT-3: llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"(%{{.*}}, %[[FIRST]])
  // CHECK: vector.shuffle %{{.*}} [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
  // CHECK: %[[COUNTS:.*]] = arith.constant dense<[0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6]>
  // CHECK: llvm.call_intrinsic "llvm.fshr.v16i32"(%[[COPIES:.*]], %[[COPIES]], %[[COUNTS]])
  // CHECK: %[[SECOND:.*]] = arith.ori
  // CHECK-COUNT-3: llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"(%{{.*}}, %[[SECOND]])
  func.func @decode(%b: vector<80xi8>) -> (vector<64xi8>, vector<64xi8>) {
    %c:6 = trit.decode %b layout <t3b5, rows = 16> : vector<80xi8>
    return %c#0, %c#5 : vector<64xi8>, vector<64xi8>
  }

  // A block is read by two loads, which touch no byte beyond it.
  // CHECK-LABEL: func.func @read
  // CHECK-SAME: %[[W:.*]]: memref<3x80xi8>, %[[I:.*]]: index
  // CHECK: vector.load %[[W]][%[[I]], %c0{{.*}}] : memref<3x80xi8>, vector<64xi8>
  // CHECK: vector.load %[[W]][%[[I]], %c64{{.*}}] : memref<3x80xi8>, vector<16xi8>
  func.func @read(%w: memref<3x80xi8>, %i: index) -> vector<64xi8> {
    %zero = arith.constant 0 : i8
    %c0 = arith.constant 0 : index
    %b = vector.transfer_read %w[%i, %c0], %zero {in_bounds = [true]} : memref<3x80xi8>, vector<80xi8>
    %c:6 = trit.decode %b layout <t3b5, rows = 16> : vector<80xi8>
    return %c#0 : vector<64xi8>
  }

  // A plane is looked up before its first product, not with the others.
  // CHECK-LABEL: func.func @several
  // CHECK: %[[FIRST:.*]] = llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"
  // CHECK: %[[P:.*]] = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %[[FIRST]],
  // CHECK-NEXT: %[[Q:.*]] = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %[[FIRST]],
  // CHECK-NEXT: %[[LAST:.*]] = llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"
  // CHECK-NEXT: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%[[P]], %[[LAST]],
  // CHECK-NEXT: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%[[Q]], %[[LAST]],
  func.func @several(%b: vector<80xi8>, %x: vector<64xi8>, %y: vector<64xi8>, %s: vector<16xi32>) -> (vector<16xi32>, vector<16xi32>) {
    %c:6 = trit.decode %b layout <t3b5, rows = 16> : vector<80xi8>
    %p = trit.dot %s, [%c#0], [%x] : vector<16xi32>, vector<64xi8>
    %q = trit.dot %s, [%c#0], [%y] : vector<16xi32>, vector<64xi8>
    %v = trit.dot %p, [%c#5], [%x] : vector<16xi32>, vector<64xi8>
    %w = trit.dot %q, [%c#5], [%y] : vector<16xi32>, vector<64xi8>
    return %v, %w : vector<16xi32>, vector<16xi32>
  }

  // Fewer rows, and other encodings, are left to what every target has.
  // CHECK-LABEL: func.func @others
  // CHECK-COUNT-2: trit.decode
  func.func @others(%b: vector<40xi8>, %i: vector<64xi8>) -> (vector<32xi8>, vector<64xi8>) {
    %c:6 = trit.decode %b layout <t3b5, rows = 8> : vector<40xi8>
    %d:4 = trit.decode %i layout <i2, rows = 16> : vector<64xi8>
    return %c#0, %d#0 : vector<32xi8>, vector<64xi8>
  }
}
